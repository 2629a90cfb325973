import { defineCommand } from '../command.ts';
import { logFoundCard, readLogSearch } from '../log-search.ts';
import { ONE_SYSTEM, PERIOD } from '../options.ts';
import { requireAllowed } from '../who.ts';

export default defineCommand({
  path: ['ops', 'audit', 'search'],
  summary: 'Find what happened by person, system, time, and words.',
  help: [
    'Entries of the log as sentences, the newest first. Everything that is given must fit.',
    'Times are how long ago (2h, 7d), a day (2026-11-29), or a moment (2026-11-29 03:05 UTC).',
  ].join('\n'),
  examples: [
    '/ops audit search by:ana since:24h',
    '/ops audit search system:demo since:2026-11-28 until:2026-11-29',
    '/ops audit search text:rejected',
  ],
  options: [
    {
      name: 'text',
      type: 'text',
      description: 'Words of what happened, or of what the thing is called.',
      required: false,
      maxLength: 200,
    },
    {
      name: 'by',
      type: 'text',
      description: 'Who did it, by name.',
      required: false,
      maxLength: 100,
    },
    ONE_SYSTEM,
    ...PERIOD,
  ],
  async run(context, options) {
    await requireAllowed(context, { do: 'view' });
    const { services } = context;
    const query = readLogSearch(services, options, await services.now());
    return { type: 'card', card: await logFoundCard(services, query, options), visibility: 'quiet' };
  },
});
