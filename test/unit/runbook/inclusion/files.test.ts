import { expect, it } from 'vitest';
import { filesOf } from '../../../../src/runbook/run/service/bind/files-of.ts';
import { demo, runbookOf } from '../definition/folder.ts';

it('binds each step by the files of its own action and of those around it, and leaves out only what its own says that it writes', () => {
  const step = '{ shell: { run: [go.sh] }, effect: pure }';
  const runbook = runbookOf(
    demo(`  part: { title: P, source: L1, risk: low, files: [part.sh], writes: [out.txt], steps: [${step}] }
  act: { title: A, source: L2, risk: low, files: [act.sh], writes: [go.sh], steps: [${step}, { id: p, include: { action: part } }] }`),
  );
  const { act } = runbook.actions;
  if (act === undefined) throw new Error('no action');
  const of = filesOf(runbook, act, 'execute');
  expect(of('step-1')).toEqual({ files: ['act.sh'], writes: ['go.sh'] });
  expect(of('p/step-1')).toEqual({ files: ['act.sh', 'part.sh'], writes: ['out.txt'] });
  expect(() => of('p/step-2')).toThrow();
});
