import type { AuditRecord } from '../../../audit/entry.ts';
import type { ToldChain } from '../../../audit/verify/listener.ts';
import type { ChainTables, Difference } from '../../../audit/verify/tables.ts';
import { planDigest } from '../../plan/digest.ts';
import { isEnded, RUN, type Run } from '../run.ts';
import { sealOf } from '../seal.ts';
import { holdRun, type RunRows, readRunRows, unloggedRuns } from '../store.ts';

/** Compares runs and their steps with what their chains tell. */
export const runTables: ChainTables = {
  async compare(reader, chains) {
    const rows = await readRunRows(
      reader,
      chains.map(({ chain }) => idIn(chain)),
    );
    return chains.flatMap((told) => differencesIn(told, rows.get(idIn(told.chain))));
  },
  async hold(tx, chain) {
    await holdRun(tx, idIn(chain));
  },
  async unlogged(reader, after, limit) {
    const ids = await unloggedRuns(reader, idIn(after), limit);
    return ids.map(RUN.subject);
  },
};

function idIn(chain: string): string {
  return chain.slice(chain.indexOf('/') + 1);
}

function differencesIn({ chain, records }: ToldChain, rows: RunRows | undefined): readonly Difference[] {
  const [first] = records;
  const row = 'the run';
  if (first?.kind !== 'run.queued') {
    if (rows === undefined) return [];
    const found = `a run of ${rows.columns.action}, ${rows.run.state}, ${sourceOf(rows.run.requestId)}`;
    return [{ chain, row, problem: 'table.foreign', expected: 'no run: it was never queued', found }];
  }
  if (rows === undefined) {
    const expected = `a run of ${String(first.data.action)} that ${first.actor} queued`;
    return [{ chain, row, problem: 'table.missing', expected, found: 'no row' }];
  }
  const { run, columns } = rows;
  return [
    ...compared(chain, 'the run’s requester', first.actor, `principal/${run.requester}`),
    ...compared(chain, 'the run’s request', sourceOf(first.data.request), sourceOf(run.requestId)),
    ...compared(chain, 'the run’s action', String(first.data.action), columns.action),
    ...compared(chain, 'the run’s mode', String(first.data.mode), columns.mode),
    ...compared(chain, 'the run’s environment', run.plan.environment, columns.environment),
    ...compared(chain, 'the run’s lock', run.plan.lock ?? 'none', columns.lock ?? 'none'),
    ...planDifference(chain, first, run),
    ...endDifference(chain, records, run),
    ...sealDifference(chain, records, run),
  ];
}

function sourceOf(request: unknown): string {
  return typeof request === 'string' ? `from request ${request}` : 'from no request';
}

/** Older versions did not write which plan it was. */
function planDifference(chain: string, first: AuditRecord, run: Run): readonly Difference[] {
  const told = first.data.plan;
  if (typeof told !== 'string') return [];
  return compared(
    chain,
    'the run’s plan',
    `a plan with the digest ${told}`,
    `a plan with the digest ${planDigest(run.plan)}`,
  );
}

const ENDS: ReadonlySet<string> = new Set(['run.succeeded', 'run.failed', 'run.cancelled', 'run.refused']);

/** How it ended, and what it came to: other actions may rely on that. */
function endDifference(chain: string, records: readonly AuditRecord[], run: Run): readonly Difference[] {
  const end = records.findLast(({ kind }) => ENDS.has(kind));
  const told = end === undefined ? 'under way' : endText(end.kind.slice('run.'.length), end.data.outcome);
  const found = isEnded(run) ? endText(run.state, run.outcome) : 'under way';
  const ended = compared(chain, 'the run’s end', told, found);
  if (end === undefined || run.finishedAt === null) return ended;
  return [
    ...ended,
    ...compared(chain, 'when the run ended', end.at.toISOString(), run.finishedAt.toISOString()),
  ];
}

function endText(state: string, outcome: unknown): string {
  return typeof outcome === 'string' ? `${state} with the outcome ${outcome}` : state;
}

/** What decides how it goes on, all together: see `sealOf`. */
function sealDifference(chain: string, records: readonly AuditRecord[], run: Run): readonly Difference[] {
  const last = records.at(-1);
  if (typeof last?.data.sealed !== 'string' || last.data.sealed === sealOf(run)) return [];
  const steps = run.steps.map(({ position, state, attempt }) => {
    const id = run.plan.steps[position]?.id ?? position;
    return `${id} ${state} after ${attempt} attempts`;
  });
  return [
    {
      chain,
      row: 'the run and its steps',
      problem: 'table.altered',
      expected: `what Keyturn wrote with entry ${last.seq}, ${last.kind}`,
      found: `${run.state}; ${steps.join(', ') || 'no steps'}`,
    },
  ];
}

function compared(chain: string, row: string, expected: string, found: string): readonly Difference[] {
  return expected === found ? [] : [{ chain, row, problem: 'table.altered', expected, found }];
}
