import { describe, expect, it } from 'vitest';
import { lintRunbooks } from '../../../../src/runbook/definition/lint.ts';
import { loadRunbooks } from '../../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { folderWith, problemsOf } from './folder.ts';

const TOP = 'runbook: demo\ntitle: Demo\nsource: demo.md\n';
const FACT = 'facts: { a: { title: A, source: L4-6, value: V } }\n';

function leftOut(...entries: readonly string[]): string {
  return `leftOut: { ${entries.map((entry, index) => `x${index}: { ${entry} }`).join(', ')} }\n`;
}

describe('lines that are left out', () => {
  it('have a reason and cite lines that a document may have', () => {
    expect(problemsOf(TOP + FACT + leftOut('source: "L1-3, L9", reason: Contents.'))).toEqual([]);
    const problems = (entry: string) =>
      problemsOf(TOP + leftOut(entry)).map(({ line, message }) => `${line}: ${message}`);
    expect(problems('source: L1')).toEqual(["4: 'reason' is missing."]);
    expect(problems('source: L1, reason: " "')).toEqual([expect.stringContaining('nothing but blanks')]);
    expect(problems('reason: Contents.')).toEqual(["4: 'source' is missing."]);
    for (const source of ['L0', 'L9-3', 'L0-2'])
      expect(problems(`source: ${source}, reason: R`)).toEqual([
        "4: 'source': no lines of a document are counted like this.",
      ]);
    expect(problems('source: 5-9, reason: R')).toEqual([`4: 'source' is "5-9".`]);
  });

  it('stand in several files of a runbook', () => {
    const other = 'runbook: demo\nleftOut: { y: { source: L3, reason: R } }\n';
    const folder = folderWith({
      'demo/a.yaml': TOP + leftOut('source: L1, reason: R'),
      'demo/b.yaml': other,
    });
    expect(Object.keys(loadRunbooks(folder, stepKinds).runbooks[0]?.leftOut ?? {})).toEqual(['x0', 'y']);
  });

  it('are none where the runbook names no document', () => {
    expect(problemsOf(`runbook: demo\ntitle: Demo\n${leftOut('source: L1, reason: R')}`)).toMatchObject([
      { line: 3, message: 'The runbook names no document that L1 could be lines of.' },
    ]);
  });

  it('are warned of where something cites them or leaves them out as well, and the runbook serves all the same', () => {
    const text = TOP + FACT + leftOut('source: L6-7, reason: R', 'source: L7, reason: R');
    const report = lintRunbooks(folderWith({ 'demo/a.yaml': text }), stepKinds);
    expect(report.text).toMatch(/demo\/a\.yaml:5:\d+: warning: L6 is left out here, but fact a cites it\./);
    expect(report.text).toMatch(
      /demo\/a\.yaml:5:\d+: warning: L7 is left out here, but 'left out x0' leaves it out/,
    );
    expect(report.exitCode).toBe(0);
  });
});

describe('a citation', () => {
  it('of lines that no document has is refused, also in a check of an assert', () => {
    const action = (source: string) => `actions:
  look: { title: Look, source: L1, risk: read, steps: [{ assert: { checks: [{ label: A, value: "1", equals: "1", source: ${source} }] } }] }
`;
    expect(problemsOf(TOP + action('L2-4'))).toEqual([]);
    for (const source of ['L4-2', 'line 4'])
      expect(problemsOf(TOP + action(source))).toMatchObject([{ line: 5 }]);
  });

  it('is counted from any part of a runbook, and a document of the same name is none', () => {
    const text = `${TOP.replace('demo.md', 'L5')}${leftOut('source: L5, reason: R')}`;
    const { problems, warnings } = loadRunbooks(folderWith({ 'demo/a.yaml': text }), stepKinds);
    expect([...problems, ...warnings()]).toEqual([]);
  });
});
