import { defineCommand } from '../../commands/command.ts';
import { waysTo } from '../../commands/ways-to.ts';
import { requireAllowed } from '../../commands/who.ts';
import { quoted } from '../../values/quoted.ts';
import { GUIDES } from '../key.ts';
import { nothingToStart } from '../refusals.ts';
import { NOUNS } from '../sheet/sheet.ts';
import { completeStartables, findStartables } from './find-startables.ts';
import { startGuide } from './start.ts';

export default defineCommand({
  path: ['ops', 'guide', 'start'],
  summary: 'Start a checklist, a procedure or a decision tree.',
  help: [
    'Type a part of its title, and choose. Its card stands in the channel of its system; several people can work on it at once.',
    'What only looks begins by itself. What changes something is asked for as always, and the card waits for what becomes of it.',
  ].join('\n'),
  examples: ['/ops guide start what:shop:checklists/morning', '/ops guide start what:morning'],
  options: [
    {
      name: 'what',
      type: 'text',
      description: 'Which one; type to search.',
      required: true,
      maxLength: 200,
      complete: completeStartables,
    },
  ],
  async run(context, { what = '' }) {
    await requireAllowed(context, { do: 'view' });
    const typed = what.trim();
    const all = GUIDES.in(context.services).startables();
    if (all.some(({ ref }) => ref === typed)) return startGuide(context, typed, false);
    const found = findStartables(all, typed);
    const [only, ...others] = found;
    if (only === undefined) throw nothingToStart(typed);
    if (others.length === 0) return startGuide(context, only.ref, false);
    return {
      type: 'card',
      visibility: 'quiet',
      card: {
        title: `Which one is ${quoted(typed, 80)}?`,
        tone: 'neutral',
        status: 'Nothing has been started yet.',
        blocks: [],
        controls: waysTo(
          found.slice(0, 25).map(({ ref, title, kind, systemTitle }) => ({
            value: ref,
            label: `${title} (${NOUNS[kind]} of ${systemTitle})`,
          })),
          { kind: 'guide.start', field: 'ref' },
          'Start',
        ),
      },
    };
  },
});
