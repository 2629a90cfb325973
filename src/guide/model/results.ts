import { isEnded, type Run } from '../../runbook/run/run.ts';
import { sayingOf, severityOf } from '../../runbook/run/severity.ts';
import type { Item } from '../sheet/sheet.ts';
import type { Result } from './move.ts';

type Ended = Pick<Run, 'state' | 'outcome' | 'note' | 'plan' | 'steps'>;

/** What a run that has ended decides of these items; undefined while it has not. */
export function resultsOf(run: Ended, items: readonly Item[]): readonly Result[] | undefined {
  return isEnded(run) ? items.map((item) => resultOf(run, item)) : undefined;
}

/** Of a request that ended before anything was run. @param how in words */
export function notRun(items: readonly Item[], state: string, how: string): readonly Result[] {
  return items.map(({ id }) => ({ item: id, end: 'failed', outcome: state, says: how }));
}

function resultOf(run: Ended, { id, work }: Item): Result {
  const outcome = run.outcome ?? run.state;
  const says = sayingOf(run.plan, outcome) || (run.note ?? '');
  const check = work.by === 'action' ? work.check : null;
  if (check !== null) return { item: id, outcome, ...checked(run, check) };
  const isWell =
    run.state === 'succeeded' && !(work.by === 'action' && work.judged && isBad(severityOf(run)));
  return { item: id, end: isWell ? 'done' : 'failed', outcome, says };
}

function isBad(severity: string): boolean {
  return severity === 'warning' || severity === 'danger';
}

interface Check {
  readonly label: string;
  readonly ok: boolean;
  readonly found?: unknown;
  readonly wrong?: string;
}

function checked({ steps }: Ended, label: string): Pick<Result, 'end' | 'says'> {
  const check = steps.flatMap(checksOf).findLast((one) => one.label === label);
  if (check === undefined) return { end: 'failed', says: 'It was not checked: its run ended before.' };
  if (!check.ok) return { end: 'failed', says: check.wrong ?? `${label} does not hold.` };
  const found = typeof check.found === 'string' || typeof check.found === 'number' ? `${check.found}` : '';
  return { end: 'done', says: found === '' ? '' : `${label}: ${found}` };
}

function checksOf({ result }: Run['steps'][number]): readonly Check[] {
  if (result === null || typeof result !== 'object' || !('checks' in result)) return [];
  return Array.isArray(result.checks) ? (result.checks as unknown as readonly Check[]) : [];
}
