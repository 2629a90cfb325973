import { defineCommand } from '../../commands/command.ts';
import { maySee } from '../../commands/seen.ts';
import { requireAllowed, requirePerson } from '../../commands/who.ts';
import { cut } from '../../values/cut.ts';
import { END_FREEZE } from '../freeze.ts';
import { FREEZES } from '../key.ts';
import { endForm } from './end-form.ts';

export default defineCommand({
  path: ['ops', 'freeze', 'end'],
  summary: 'End a freeze before its time.',
  help: 'A form asks why. Everybody sees it on the card of the freeze.',
  examples: ['/ops freeze end freeze:frz-7k2m9q4t'],
  options: [
    {
      name: 'freeze',
      type: 'text',
      description: 'Which one; type to search.',
      required: true,
      maxLength: 60,
      oneWord: true,
      async complete(text, looker) {
        if (!(await maySee(looker))) return [];
        return (await FREEZES.in(looker.services).inForce(undefined))
          .map(({ id, system, reason }) => ({
            value: id,
            label: cut(`${system ?? 'all systems'}: ${reason}`, 100),
          }))
          .filter(({ value, label }) => `${value} ${label}`.toLowerCase().includes(text.toLowerCase()));
      },
    },
  ],
  async run(context, { freeze = '' }) {
    requirePerson(context);
    await requireAllowed(context, END_FREEZE);
    return endForm(freeze.trim());
  },
});
