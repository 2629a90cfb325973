import { defineCommand } from '../../commands/command.ts';
import { maySee } from '../../commands/seen.ts';
import { GUIDE } from '../guide.ts';
import { GUIDES } from '../key.ts';
import { lookedAt } from './looked-at.ts';

const SHOWN = 25;

export default defineCommand({
  path: ['ops', 'guide', 'show'],
  summary: 'Show a guide that was started.',
  help: 'Its card with all of its buttons, here and to you alone. /ops guide list has those that are open.',
  examples: ['/ops guide show guide:gde-7k2m9q4t'],
  options: [
    {
      name: 'guide',
      type: 'text',
      description: 'Which one; type to search among those that are open.',
      required: true,
      maxLength: 60,
      oneWord: true,
      async complete(text, looker) {
        if (!(await maySee(looker))) return [];
        const open = await GUIDES.in(looker.services).list({ open: true, limit: SHOWN });
        return open
          .map(({ id, sheet }) => ({ value: id, label: `${sheet.title} – ${id}` }))
          .filter(({ label }) => label.toLowerCase().includes(text.toLowerCase()));
      },
    },
  ],
  async run(context, { guide: id = '' }) {
    const { guide } = await lookedAt(context, id.trim());
    return { type: 'subject', subject: GUIDE.subject(guide.id), visibility: 'quiet' };
  },
});
