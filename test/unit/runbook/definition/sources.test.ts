import { describe, expect, it } from 'vitest';
import { problemsOf, runbookOf } from './folder.ts';

const STEPS = 'steps: [{ title: Look, wait: { for: 1s } }]';

function runbook({ top = '', lines = '', rest = '' } = {}): string {
  return `runbook: demo
title: Demo
${top}
actions:
  look: { title: Look, risk: read,${lines === '' ? '' : ` source: ${lines},`} ${STEPS} }
${rest}`;
}

describe('a runbook that was taken from no document', () => {
  it('cites nothing, and its plans and cards say nothing of lines', () => {
    expect(problemsOf(runbook())).toEqual([]);
    expect(runbookOf(runbook()).actions.look?.source).toBeUndefined();
  });

  it('cannot cite lines, wherever they stand', () => {
    const rest = 'facts: { place: { title: Where, value: Here, source: L7 } }';
    expect(problemsOf(runbook({ lines: 'L3', rest }))).toMatchObject([
      { line: 5, message: 'The runbook names no document that L3 could be lines of.' },
      { line: 6, message: 'The runbook names no document that L7 could be lines of.' },
    ]);
  });
});

describe('a runbook that names its document', () => {
  const top = 'source: RUNBOOK.md';

  it('cites lines with everything that has a title, but for steps of actions', () => {
    expect(problemsOf(runbook({ top, lines: 'L3' }))).toEqual([]);
    expect(problemsOf(runbook({ top }))).toMatchObject([{ line: 5, message: "'source' is missing." }]);
  });

  it('cites them in what lies deeper as well', () => {
    const rest =
      'checklists: { morning: { title: M, source: L4, items: [{ id: look, title: Look, confirm: Seen }] } }';
    const problems = problemsOf(runbook({ top, lines: 'L3', rest }));
    expect(problems).toMatchObject([{ line: 6, message: "'source' is missing." }]);
  });

  it('is told of what is missing beside other faults', () => {
    const problems = problemsOf(
      runbook({ top, rest: 'facts: { place: { title: Where, source: L7, odd: 1 } }' }),
    );
    expect(problems.map(({ message }) => message)).toContain("'source' is missing.");
  });
});
