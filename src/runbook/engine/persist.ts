import type { Logger } from 'pino';
import { crashPoint } from '../../crash-point.ts';
import { isPermanent } from '../../permanent.ts';
import { shownText } from '../../terminal/json.ts';
import { storable } from '../../values/characters.ts';
import type { Effect, PlannedStep } from '../plan/plan.ts';
import type { Report } from '../run/conclude.ts';
import type { StepOutcome } from '../steps/step.ts';
import type { Finished } from './assignment.ts';
import { patienceOf } from './patience.ts';
import { rootOf } from './root-of.ts';

/**
 * Writes down what became of a step, again and again for the length of a lease: the effect has happened, and a database
 * that is away for a moment must not lose it. What no retry can cure may come from what follows the step as well: then
 * what became of it is written alone, and only what cannot be stored even so has no result.
 * @param take writes it down and answers what comes next
 * @throws what keeps the run from going on, also when what became of the step is written.
 */
export async function persist<T>(
  { log, leaseMs }: { readonly log: Logger; readonly leaseMs: number },
  runId: string,
  { effect }: Pick<PlannedStep, 'effect'>,
  given: Finished,
  take: (finished: Finished) => Promise<T>,
): Promise<T> {
  const patiently = patienceOf(leaseMs, (error) =>
    log.warn({ run: runId, err: error }, 'a result could not be stored, will be tried again'),
  );
  const write = (finished: Finished): Promise<T> =>
    patiently(async () => {
      const next = await take(finished);
      crashPoint('after-finish-commit');
      return next;
    });
  try {
    return await write(given);
  } catch (error) {
    if (!isPermanent(error)) throw error;
    log.error(
      { run: runId, err: error },
      'a step has ended, and its run cannot go on; its end is written alone',
    );
    const fault = await faultOf(write({ ...given, alone: true }));
    if (!isPermanent(fault)) throw error;
    log.error({ run: runId, err: fault }, 'a result can never be stored; its step goes on without it');
    return write(withoutResult(given, effect, fault));
  }
}

async function faultOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** What became of a step whose result nobody can store. */
function withoutResult({ lease, step, report }: Finished, effect: Effect, error: unknown): Finished {
  const reason = `its result cannot be stored: ${storable(shownText(rootOf(error)))}`;
  return { lease, step, report: unreported(report, effect, reason), inside: [] };
}

function unreported(report: Report, effect: Effect, reason: string): Report {
  switch (report.kind) {
    case 'outcome':
      return { kind: 'outcome', outcome: unkept(report.outcome, effect, reason) };
    case 'probed':
      return { kind: 'probed', outcome: undefined, why: reason };
    case 'doubt':
      return { ...report, reason };
    case 'cancelled':
    case 'interrupted':
      return report;
  }
}

/** What did not say that it failed may have had its effect: only one that may be repeated has simply failed. */
function unkept({ status }: StepOutcome, effect: Effect, reason: string): StepOutcome {
  if (status !== 'failed' && effect !== 'pure' && effect !== 'idempotent')
    return { status: 'uncertain', reason };
  const next =
    'Look at the system itself to see what the step did, and mend the program that gave the result.';
  return { status: 'failed', reason, next };
}
