import { messageOf, OpsError } from '../errors.ts';
import { TookTooLong, within } from '../waiting/within.ts';
import { type Check, type Diagnosis, problem } from './check.ts';

export interface Report {
  readonly checks: readonly { readonly id: string; readonly findings: readonly Diagnosis[] }[];
  /** Findings of each level. */
  readonly counts: Readonly<Record<Diagnosis['level'], number>>;
  /** True when there is no problem; warnings are allowed. */
  readonly healthy: boolean;
}

const TIMEOUT_MS = 15_000;

/** Runs all checks side by side and reports them in their order. A check that hangs or throws is a problem. */
export async function runDoctor(checks: readonly Check[], timeoutMs = TIMEOUT_MS): Promise<Report> {
  const done = await Promise.all(
    checks.map(async (check) => ({ id: check.id, findings: await runCheck(check, timeoutMs) })),
  );
  const all = done.flatMap((check) => check.findings);
  const count = (level: Diagnosis['level']): number =>
    all.filter((finding) => finding.level === level).length;
  const counts = { ok: count('ok'), warning: count('warning'), problem: count('problem') };
  return { checks: done, counts, healthy: counts.problem === 0 };
}

/** The report as lines for a terminal. */
export function formatReport(report: Report): string {
  const width = Math.max(...report.checks.map((check) => check.id.length));
  const lines = report.checks.flatMap(({ id, findings }) =>
    findings.flatMap((finding) => formatFinding(id.padEnd(width), finding, width)),
  );
  const { ok, warning, problem } = report.counts;
  return [...lines, '', `${ok} ok, ${warning} to improve, ${problem} to mend`].join('\n');
}

const MARKS = { ok: '✓', warning: '!', problem: '✗' } as const;

function formatFinding(id: string, finding: Diagnosis, width: number): readonly string[] {
  const line = `${MARKS[finding.level]} ${id}  ${finding.says}`;
  return finding.next === '' ? [line] : [line, `${' '.repeat(width + 4)}→ ${finding.next}`];
}

async function runCheck(check: Check, timeoutMs: number): Promise<readonly Diagnosis[]> {
  try {
    return await within(timeoutMs, 'the check', Promise.resolve(check.run()));
  } catch (error) {
    return [error instanceof TookTooLong ? unfinished(timeoutMs) : failed(error)];
  }
}

function unfinished(timeoutMs: number): Diagnosis {
  const says = `The check did not end within ${timeoutMs / 1_000} s.`;
  return problem(says, 'See whether what it asks is reachable.');
}

function failed(error: unknown): Diagnosis {
  if (error instanceof OpsError)
    return problem(`${error.refusal.what} ${error.refusal.why}`, error.refusal.next);
  return problem(`The check itself failed: ${messageOf(error)}.`, 'Please report this.');
}
