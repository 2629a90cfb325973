import { removalCodeForm } from '../code-form.ts';
import { defineCommand } from '../command.ts';
import { requirePerson } from '../who.ts';

export default defineCommand({
  path: ['ops', 'totp', 'remove'],
  summary: 'Remove your authenticator.',
  help: 'Asks for a code of it, so that nobody else can remove it. Afterwards a new one can be set up.',
  examples: ['/ops totp remove'],
  options: [],
  async run(context) {
    requirePerson(context);
    return removalCodeForm();
  },
});
