import { defineCommand } from '../command.ts';
import { requireAllowed } from '../who.ts';

export default defineCommand({
  path: ['ops', 'audit', 'export'],
  summary: 'Get the whole log as a file.',
  help: [
    'jsonl holds entries, tree and checkpoints, and can be verified without the database:',
    '`keyturn audit verify --export <file>`. csv is for reading in a spreadsheet.',
    'A log that is too large to attach is written with `keyturn audit export` on the machine of the bot.',
  ].join('\n'),
  examples: ['/ops audit export', '/ops audit export format:csv'],
  options: [
    {
      name: 'format',
      type: 'choice',
      description: 'Default jsonl.',
      required: false,
      choices: [
        { value: 'jsonl', label: 'JSON lines, verifiable' },
        { value: 'csv', label: 'CSV, for reading' },
      ],
    },
  ],
  async run(context, options) {
    await requireAllowed(context, { do: 'view' });
    const file = await context.services.audit.export(options.format === 'csv' ? 'csv' : 'jsonl');
    const card = {
      title: 'The log as a file',
      tone: 'neutral',
      blocks: [{ type: 'text', text: `${file.name} is attached.` }],
      controls: [],
    } as const;
    return { type: 'card', card, visibility: 'quiet', files: [file] };
  },
});
