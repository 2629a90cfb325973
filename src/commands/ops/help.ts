import type { Completion } from '../../chat/inbound.ts';
import { type Command, type CompletionContext, defineCommand } from '../command.ts';
import { helpCard } from '../help-card.ts';
import { completionOf, findActions, findCommands } from '../search.ts';
import { seenBy } from '../seen.ts';
import { urgencyFor } from '../urgency.ts';

export default defineCommand({
  path: ['ops', 'help'],
  summary: 'List the commands, or explain a command, a group, an action, or a word.',
  help: [
    'Everything here is made from the commands and runbooks themselves, so it is never out of date.',
    'Any word finds what has to do with it, also when it is misspelt: commands by their names, actions by their titles, descriptions and keywords.',
  ].join('\n'),
  examples: ['/ops help', '/ops help topic:ops run', '/ops help topic:approvals', '/ops help topic:backup'],
  access: 'anyone',
  options: [
    {
      name: 'topic',
      type: 'text',
      description: 'A command, an action or a word, such as "backup"; type to search.',
      required: false,
      maxLength: 200,
      complete,
    },
  ],
  async run(context, options) {
    return { type: 'card', card: await helpCard(context, options.topic ?? ''), visibility: 'quiet' };
  },
});

/** Commands and actions, best first: an action that has a command of its own is suggested as that. */
async function complete(text: string, looker: CompletionContext): Promise<readonly Completion[]> {
  const typed = text.replace(/^\//, '');
  const seen = await seenBy(looker);
  const found = findCommands(looker.services.commands(), typed, seen.command).map(({ what, score }) => ({
    score,
    completion: { value: nameOf(what), label: `/${nameOf(what)} – ${what.summary}` },
  }));
  if (typed.trim() === '') return found.map(({ completion }) => completion);
  const urgency = urgencyFor(looker.principal?.id, await looker.services.activity());
  const actions = findActions(looker.services.catalogue.actions(), typed, { isSeen: seen.action, urgency })
    .filter(({ what }) => what.shortcut === undefined)
    .map(({ what, score }) => ({ score, completion: completionOf(what) }));
  return [...found, ...actions].toSorted((a, b) => a.score - b.score).map(({ completion }) => completion);
}

function nameOf({ path }: Command): string {
  return path.join(' ');
}
