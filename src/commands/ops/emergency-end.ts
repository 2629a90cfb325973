import { RUN } from '../../runbook/run/run.ts';
import { said } from '../answers.ts';
import { defineCommand } from '../command.ts';
import { requireAllowed, requireRequester } from '../who.ts';

export default defineCommand({
  path: ['ops', 'emergency', 'end'],
  summary: 'Say that an emergency has ended whose record is gone.',
  help: [
    'For an emergency that the log says began, and whose record in the database is gone or altered: nothing else ends it.',
    'Look at the target first. Two people have to say so within an hour, each of whom may begin or review it. Both stand in the log, with what they saw.',
  ].join('\n'),
  examples: ['/ops emergency end run:run-7k2m9q4t reason:Looked at the host, it is stopped'],
  options: [
    {
      name: 'run',
      type: 'text',
      description: 'Id of its run, as the refusal names it.',
      required: true,
      maxLength: 100,
      oneWord: true,
    },
    {
      name: 'reason',
      type: 'text',
      description: 'What you saw, and how you know that it has ended.',
      required: true,
      maxLength: 1_000,
    },
  ],
  async run(context, options) {
    await requireAllowed(context, { do: 'view' });
    const { id } = requireRequester(context);
    const typed = (options.run ?? '').trim();
    const run = RUN.idIn(typed) ?? typed;
    const { title, ended, roles } = await context.services.runs.declareEnded(run, id, options.reason ?? '');
    if (ended)
      return said(
        'Declared as ended.',
        `"${title}" keeps nothing back any more. What gives way to it may be asked for again, with its own approvals.`,
      );
    const who = roles.length === 0 ? 'Somebody else' : `Somebody else with the role ${roles.join(' or ')}`;
    return said(
      'You have said so.',
      `${who} has to look as well, and give the same command within an hour. Until then "${title}" still counts as under way.`,
    );
  },
});
