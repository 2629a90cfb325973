import { formatProblem } from '../runbook/definition/lint.ts';
import type { Position, Problem } from '../written/problem.ts';

/** How one test ended. */
export interface Ended extends Position {
  readonly runbook: string;
  readonly name: string;
  readonly action: string;
  readonly ms: number;
  /** Empty when it passed. */
  readonly problems: readonly Problem[];
}

export interface TestReport {
  readonly tests: readonly Ended[];
  /** Files that cannot be read as tests. */
  readonly problems: readonly Problem[];
  /** Actions that somebody can run and no test runs, of the runbooks that have tests. */
  readonly untested: readonly string[];
}

/** Whether there are tests, and all of them passed. */
export function isPassed({ tests, problems }: TestReport): boolean {
  return tests.length > 0 && problems.length === 0 && tests.every((test) => test.problems.length === 0);
}

/** For a terminal: a line for each test, what did not come true with its place, and the sum. */
export function textOf(report: TestReport): string {
  const { tests, problems, untested } = report;
  const failed = tests.filter((test) => test.problems.length > 0);
  const parts = [
    tests.map(
      ({ problems: wrong, runbook, name, action, ms }) =>
        `${wrong.length === 0 ? 'ok  ' : 'FAIL'} ${runbook}:${action} – ${name} (${Math.round(ms)} ms)`,
    ),
    [...problems, ...failed.flatMap((test) => test.problems)].map(formatProblem),
    [
      `${countOf(tests.length, 'test')}: ${tests.length - failed.length} passed, ${failed.length} failed${problems.length === 0 ? '' : `; ${countOf(problems.length, 'problem')} in how tests are written`}.`,
      ...(tests.length + problems.length === 0 ? [NONE] : []),
      ...(untested.length === 0
        ? []
        : [`${countOf(untested.length, 'action')} without a test; --json lists them.`]),
    ],
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

const NONE = 'Write tests into tests/*.yaml in the folder of the runbook; docs/runbook/tests.md tells how.';

function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** The same for programs. */
export function jsonOf(report: TestReport): string {
  const { tests, problems, untested } = report;
  return JSON.stringify(
    {
      passed: isPassed(report),
      tests: tests.map(({ problems: wrong, ...test }) => ({
        ...test,
        passed: wrong.length === 0,
        problems: wrong,
      })),
      problems,
      untested,
    },
    null,
    2,
  );
}
