import { defineCommand } from '../../commands/command.ts';
import { ONE_SYSTEM, PERIOD } from '../../commands/options.ts';
import { changesCard } from './changes-card.ts';

export default defineCommand({
  path: ['ops', 'changelog', 'list'],
  summary: 'Show what was changed: by runs, and as people wrote it down.',
  help: [
    'The newest first, by when it was done. Runs that changed something are here by themselves, those that go on before all others; what was done elsewhere is added by hand.',
    'Times are how long ago (2h, 7d), a day (2026-11-29), or a moment (2026-11-29 03:05 UTC).',
    'As a file gives all of it as Markdown, and says where it begins if that has no room.',
  ].join('\n'),
  examples: ['/ops changelog list since:2h', '/ops changelog list system:shop since:2026-11-01'],
  options: [ONE_SYSTEM, ...PERIOD],
  async run(context, { system = '', since = '', until = '' }) {
    return { type: 'card', card: await changesCard(context, { system, since, until }), visibility: 'quiet' };
  },
});
