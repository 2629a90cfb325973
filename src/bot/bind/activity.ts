import type { Logger } from 'pino';
import type { Approvals } from '../../approval/service.ts';
import type { Clock } from '../../clock.ts';
import type { Services } from '../../commands/command.ts';
import type { Activity } from '../../commands/services.ts';
import type { RunbookService } from '../../runbook/service.ts';
import type { Database } from '../../store/database.ts';
import { within } from '../../waiting/within.ts';

export interface ActivityDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly approvals: Pick<Approvals, 'list'>;
  readonly runs: Pick<RunbookService, 'recent'>;
}

/** Everybody's keystrokes of this time share one look. */
const FRESH_MS = 2_000;
/** Suggestions without an order are better than none: platforms wait 3 s for all of it. */
const PATIENCE_MS = 800;
const RUNS = 200;
const REQUESTS = 50;

export function bindActivity({ db, clock, log, approvals, runs }: ActivityDeps): Services['activity'] {
  let last: { readonly at: number; readonly activity: Promise<Activity> } | undefined;

  async function look(): Promise<Activity> {
    const [recent, requests] = await Promise.all([
      runs.recent(RUNS),
      db.read((reader) => approvals.list(reader, { live: true, limit: REQUESTS })),
    ]);
    return { runs: recent, requests };
  }

  return async () => {
    const at = clock.elapsed();
    if (last === undefined || at - last.at >= FRESH_MS) last = { at, activity: look() };
    const asked = last;
    try {
      return await within(PATIENCE_MS, 'a look at what was run lately', asked.activity);
    } catch (error) {
      log.debug({ err: error }, 'suggestions come without an order');
      if (last === asked) last = undefined;
      return NOTHING;
    }
  };
}

const NOTHING: Activity = { runs: [], requests: [] };
