import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../../src/runbook/plan/plan.ts';
import { demo, runbookOf } from '../definition/folder.ts';
import { plan } from './example.ts';

function planOf(outcomes: string, id = 'verify', mode: Plan['mode'] = 'execute'): Plan {
  const runbook = runbookOf(
    demo(`  verify:
    title: Verify
    source: L1
    risk: read
    outcomes: ${outcomes}
    steps:
      - { id: v, shell: { run: [verify], exits: { "0": harmless, "3": threat } }, effect: pure }
      - { id: c, assert: { checks: [{ label: Exit, value: "{{ steps.v.exit }}", below: 4, next: stop }] } }
    dryRun: [{ shell: { run: [verify] }, effect: pure }]
  stop: { title: Stop it, source: L1, risk: low, steps: [{ shell: { run: [stop] }, effect: idempotent }] }
  reset:
    title: Reset it
    source: L1
    risk: low
    requires: [{ action: verify, outcome: harmless, within: 15m }]
    steps: [{ shell: { run: [reset] }, effect: idempotent }]
  look:
    title: Look again
    source: L1
    risk: read
    requires: [{ action: verify, within: 15m }]
    steps: [{ shell: { run: [look] }, effect: pure }]`),
  );
  const action = runbook.actions[id];
  if (action === undefined) throw new Error(`there is no ${id}`);
  return plan({}, { runbook, action, mode });
}

const SAID = '{ harmless: { severity: good }, threat: { severity: danger, says: It is real. } }';
const afterCheck = { action: 'demo:stop', title: 'Stop it', after: { step: 'c', check: 'Exit' } };

describe('what a plan says of its ends', () => {
  it('is what the author says, and absent where they say nothing', () => {
    expect(planOf(SAID).outcomes).toEqual({
      harmless: { severity: 'good' },
      threat: { severity: 'danger', says: 'It is real.' },
    });
    const silent = planOf('{}', 'stop');
    expect(silent).not.toHaveProperty('outcomes');
    expect(silent).not.toHaveProperty('next');
  });

  it('offers after an outcome what requires it by its name, and after a check its remedy', () => {
    expect(planOf(SAID).next).toEqual([
      afterCheck,
      { action: 'demo:reset', title: 'Reset it', after: { outcome: 'harmless' } },
    ]);
  });

  it('offers what the author names instead, or nothing where they name nothing', () => {
    const named = SAID.replace('severity: good', 'severity: good, next: [look, stop]');
    expect(planOf(named).next).toEqual([
      afterCheck,
      { action: 'demo:look', title: 'Look again', after: { outcome: 'harmless' } },
      { action: 'demo:stop', title: 'Stop it', after: { outcome: 'harmless' } },
    ]);
    expect(planOf(SAID.replace('severity: good', 'severity: good, next: []')).next).toEqual([afterCheck]);
  });

  it('offers nothing after a rehearsal, and says all the same what its ends mean', () => {
    const rehearsal = planOf(SAID, 'verify', 'dry-run');
    expect(rehearsal).not.toHaveProperty('next');
    expect(rehearsal.outcomes).toMatchObject({ threat: { severity: 'danger' } });
  });

  it('knows what people call what it requires', () => {
    expect(planOf(SAID, 'reset').requires).toMatchObject([{ action: 'demo:verify', title: 'Verify' }]);
  });

  it('offers after an emergency that failed those that are taken back together with it', () => {
    const emergency = (id: string) =>
      `  ${id}: { title: ${id}, source: L1, risk: critical, reduces: risk, breakGlass: first, steps: [{ shell: { run: [${id}] }, effect: idempotent }] }`;
    const runbook = runbookOf(
      demo(
        [
          ...['halt', 'kill', 'isolate'].map(emergency),
          '  start: { title: Start, source: L1, risk: high, approval: one-sre, undoes: [halt, kill], steps: [{ shell: { run: [start] }, effect: idempotent }] }',
        ].join('\n'),
        'breakGlass: { first: { of: [sre], limit: { count: 3, per: 24h }, review: { of: [sre], quorum: 1, within: 30m }, page: sre } }',
      ),
    );
    const nextOf = (id: string) => {
      const action = runbook.actions[id];
      return action && plan({}, { runbook, action }).next;
    };
    expect(nextOf('halt')).toEqual([{ action: 'demo:kill', title: 'kill', after: { outcome: 'failed' } }]);
    expect(nextOf('isolate')).toBeUndefined();
  });
});
