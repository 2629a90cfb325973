import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { crashPoint } from '../../crash-point.ts';
import { messageOf } from '../../errors.ts';
import { isPermanent } from '../../permanent.ts';
import { storable } from '../../values/characters.ts';
import type { Finished } from './turn.ts';

/**
 * Writes down what became of a step, again and again for the length of a lease: the effect has happened, and a database
 * that is away for a moment must not lose it. What can never be stored is a step that failed.
 * @param take writes it down and answers what comes next
 */
export async function persist<T>(
  { log, leaseMs }: { readonly log: Logger; readonly leaseMs: number },
  runId: string,
  given: Finished,
  take: (finished: Finished) => Promise<T>,
): Promise<T> {
  let finished = given;
  const giveUpAt = performance.now() + leaseMs;
  for (let waitMs = 100; ; waitMs *= 2) {
    try {
      const next = await take(finished);
      crashPoint('after-finish-commit');
      return next;
    } catch (error) {
      if (isPermanent(error) && finished === given) {
        log.error({ run: runId, err: error }, 'a result can never be stored; its step has failed');
        finished = withoutResult(given, error);
        continue;
      }
      if (isPermanent(error) || performance.now() + waitMs > giveUpAt) throw error;
      log.warn({ run: runId, err: error }, 'a result could not be stored, will be tried again');
      await sleep(waitMs);
    }
  }
}

/** What became of a step whose result nobody can store: it has failed; after a crash nobody can tell. */
function withoutResult({ lease, step, report }: Finished, error: unknown): Finished {
  const reason = `its result cannot be stored: ${storable(messageOf(error))}`;
  const next =
    'Look at the system itself to see what the step did, and mend the program that gave the result.';
  return {
    lease,
    step,
    report:
      report.kind === 'probed'
        ? { kind: 'probed', outcome: undefined, why: reason }
        : { kind: 'outcome', outcome: { status: 'failed', reason, next } },
    notices: [],
  };
}
