import { defineCommand } from '../command.ts';
import { requireAllowed } from '../who.ts';

const SHOWN = 20;

export default defineCommand({
  path: ['ops', 'audit', 'verify'],
  summary: 'Check the whole log: hashes, signatures, and every approval.',
  help: [
    'The same check as `keyturn audit verify`. It names the entry at fault, if there is one.',
    'A long log is verified with that command only, on the machine of the bot.',
  ].join('\n'),
  examples: ['/ops audit verify'],
  options: [],
  async run(context) {
    await requireAllowed(context, { do: 'view' });
    const report = await context.services.audit.verify();
    const items = report.findings.slice(0, SHOWN).map((text) => ({ mark: 'failed', text }) as const);
    const more = report.findings.length - items.length;
    return {
      type: 'card',
      visibility: 'channel',
      card: {
        title: report.ok ? 'The log is intact.' : 'The log has been tampered with, or is damaged.',
        tone: report.ok ? 'success' : 'danger',
        status: `${report.entries} entries and ${report.checkpoints} checkpoints were checked.`,
        blocks: [
          ...(items.length === 0 ? [] : [{ type: 'list', items } as const]),
          ...(more > 0 ? [{ type: 'text', text: `…and ${more} more.` } as const] : []),
        ],
        controls: [],
      },
    };
  },
});
