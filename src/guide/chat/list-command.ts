import { defineCommand } from '../../commands/command.ts';
import { ONE_SYSTEM } from '../../commands/options.ts';
import { systemNamed } from '../../commands/system-named.ts';
import { waysTo } from '../../commands/ways-to.ts';
import { requireAllowed } from '../../commands/who.ts';
import { GUIDES } from '../key.ts';
import { standings } from '../model/state.ts';
import { NOUNS } from '../sheet/sheet.ts';
import { countsOf } from './words.ts';

const SHOWN = 12;

export default defineCommand({
  path: ['ops', 'guide', 'list'],
  summary: 'List the checklists, procedures and decisions that are open.',
  help: 'The newest first, with how far each is, and who leads it.',
  examples: ['/ops guide list', '/ops guide list system:shop'],
  options: [ONE_SYSTEM],
  async run(context, { system = '' }) {
    await requireAllowed(context, { do: 'view' });
    const { services } = context;
    const wanted = system.trim() === '' ? undefined : systemNamed(services, system.trim()).id;
    const found = await GUIDES.in(services).list({ open: true, system: wanted, limit: SHOWN + 1 });
    const shown = found.slice(0, SHOWN);
    const names = await services.people.named(shown.map(({ state }) => state.owner));
    const lineOf = ({ sheet, state }: (typeof shown)[number]): string =>
      `${sheet.title} (${NOUNS[sheet.kind]} of ${sheet.system}): ${countsOf(standings(sheet, state))}. Led by ${names.get(state.owner)?.name ?? state.owner}.`;
    return {
      type: 'card',
      visibility: 'quiet',
      card: {
        title: 'Open guides',
        tone: 'neutral',
        status:
          shown.length === 0
            ? 'None is open.'
            : `${shown.length} ${found.length > SHOWN ? 'newest of more' : 'open'}, the newest first.`,
        blocks: [{ type: 'list', items: shown.map((one) => ({ mark: 'bullet', text: lineOf(one) })) }],
        controls: waysTo(
          shown.map(({ id, sheet }) => ({ value: id, label: `${sheet.title} – ${id}` })),
          { kind: 'guide.show', field: 'guide' },
          'Show one of them',
        ),
        footer: 'Start one with /ops guide start',
      },
    };
  },
});
