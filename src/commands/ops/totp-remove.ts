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
    return {
      type: 'form',
      intent: { kind: 'totp.remove', data: {} },
      form: {
        title: 'Remove your authenticator',
        fields: [
          { name: 'code', label: 'Six digits it shows now', type: 'text', required: true, maxLength: 10 },
        ],
        submit: 'Remove',
      },
    };
  },
});
