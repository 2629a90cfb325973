import { describe, expect, it } from 'vitest';
import type { OpsError } from '../../../../src/errors.ts';
import { loadRunbooks } from '../../../../src/runbook/definition/load.ts';
import type { Runbook } from '../../../../src/runbook/definition/runbook.ts';
import { describePlan } from '../../../../src/runbook/plan/describe.ts';
import { planDigest, planJson } from '../../../../src/runbook/plan/digest.ts';
import { makePlan } from '../../../../src/runbook/plan/make-plan.ts';
import { BadParams } from '../../../../src/runbook/plan/param.ts';
import { planPolicy } from '../../../../src/runbook/plan/plan-policy.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { OCCASION } from '../../../support/known.ts';
import { demo, runbookOf } from '../definition/folder.ts';
import { plan, RESET, SETTINGS } from './example.ts';

function thrown(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

function validTwist(): Runbook {
  const twist = loadRunbooks('runbooks', stepKinds).runbooks.find((runbook) => runbook.id === 'twist');
  if (twist === undefined) throw new Error('the runbook of TWIST is not valid');
  return twist;
}

describe('a plan', () => {
  it('is not made of nothing, which people would approve and a run would end well with', () => {
    const runbook = runbookOf(
      demo(RESET, 'vars: { monitor: { description: Base, default: "https://x.example" } }'),
    );
    const action = runbook.actions.reset;
    if (action === undefined) throw new Error('no action');
    expect(() => plan({ reason: 'tick' }, { runbook, action: { ...action, steps: [] } })).toThrow(
      'was not planned',
    );
  });

  it('has everything resolved', () => {
    const made = plan({ reason: 'bad tick' });
    expect(made).toMatchObject({
      action: 'demo:reset',
      risk: 'high',
      mode: 'execute',
      params: { reason: 'bad tick', lines: 5 },
      lock: 'demo/breaker',
      cooldownMs: 600_000,
      requires: [{ action: 'demo:verify', outcome: 'succeeded', withinMs: 900_000 }],
    });
    expect(
      made.steps.map(({ id, effect, timeoutMs, attempts }) => ({ id, effect, timeoutMs, attempts })),
    ).toEqual([
      { id: 'reset', effect: 'unsafe', timeoutMs: 120_000, attempts: 1 },
      { id: 'step-2', effect: 'pure', timeoutMs: 60_000, attempts: 3 },
    ]);
    expect(made.steps[0]?.spec).toMatchObject({ argv: ['/srv/demo/scripts/reset.sh', '--reason=bad tick'] });
    expect(made.steps[1]?.spec).toMatchObject({ url: 'https://monitor.example/breaker/bad%20tick' });
    expect(planPolicy(made)).toMatchObject({ kind: 'approval', policy: { expiresMs: 1_800_000 } });
    expect(made.targets).toEqual(['host:scripts/reset.sh', 'https://monitor.example/breaker/bad%20tick']);
  });

  it('5.11 holds the names of secrets and never their values', () => {
    process.env.BREAKER_TOKEN = 'hunter2';
    const made = plan();
    delete process.env.BREAKER_TOKEN;
    expect(made.steps[0]?.secrets).toEqual(['BREAKER_TOKEN']);
    expect(JSON.stringify(made)).not.toContain('hunter2');
  });

  it('is plain JSON that survives storing', () => {
    const made = plan();
    expect(JSON.parse(JSON.stringify(planJson(made)))).toEqual(made);
    expect(planDigest(JSON.parse(JSON.stringify(made)))).toBe(planDigest(made));
  });

  it('names every bad parameter', () => {
    const error = thrown(() => plan({ raeson: 'x', lines: '99' }));
    expect(error).toBeInstanceOf(BadParams);
    expect((error as BadParams).problems.map((problem) => problem.param)).toEqual([
      'raeson',
      'reason',
      'lines',
    ]);
  });

  it('rehearses with the steps of the dry run, without approval', () => {
    const rehearsal = plan({ reason: 'x' }, { mode: 'dry-run' });
    expect(rehearsal).toMatchObject({
      mode: 'dry-run',
      policy: null,
      requires: [],
      lock: null,
      cooldownMs: null,
    });
    expect(rehearsal.steps).toHaveLength(1);
  });

  it('says when there is no dry run', () => {
    const runbook = runbookOf(
      demo(RESET.slice(0, RESET.indexOf('    dryRun:')), 'vars: { monitor: { description: Base } }'),
    );
    const error = thrown(() => plan({ reason: 'x' }, { runbook, mode: 'dry-run' }));
    expect((error as OpsError).code).toBe('plan.no-dry-run');
    expect((error as OpsError).refusal.next).not.toContain('before anything happens');
  });

  it('says which variable has no value', () => {
    const runbook = runbookOf(demo(RESET, 'vars: { monitor: { description: Base } }'));
    const error = thrown(() => plan({ reason: 'x' }, { runbook, settings: { ...SETTINGS, vars: {} } }));
    expect((error as OpsError).refusal.next).toContain('monitor');
  });
});

describe('5.3 the digest of a plan', () => {
  it('is the same for the same plan', () => {
    expect(planDigest(plan())).toBe(planDigest(plan()));
  });

  it('changes with parameters, environment, mode, targets, folder and definition', () => {
    const runbook = runbookOf(
      demo(RESET.replace('timeout: 2m', 'timeout: 3m'), 'vars: { monitor: { description: B } }'),
    );
    const others = [
      plan({ reason: 'other' }),
      plan(undefined, { environment: 'production' }),
      plan(undefined, { mode: 'dry-run' }),
      plan(undefined, { settings: { ...SETTINGS, vars: { monitor: 'https://other.example' } } }),
      plan(undefined, { settings: { ...SETTINGS, workdir: '/elsewhere' } }),
      plan(undefined, { settings: { ...SETTINGS, path: [] } }),
      plan(undefined, { runbook }),
    ];
    expect(new Set([plan(), ...others].map(planDigest)).size).toBe(others.length + 1);
  });

  it('changes with every single field', () => {
    const made = plan() as unknown as Record<string, unknown>;
    const base = planDigest(plan());
    for (const field of Object.keys(made)) {
      const changed = { ...made, [field]: 'changed' };
      expect(planDigest(changed as never), field).not.toBe(base);
    }
  });
});

describe('a described plan', () => {
  it('tells people exactly what will happen and who must agree', () => {
    const text = describePlan(plan({ reason: 'say "hi" $(rm)' }), stepKinds)
      .map((section) => [section.title, ...section.lines].join('\n'))
      .join('\n');
    expect(text).toContain('Approval: 1 of sre, not the requester; expires in 30 min');
    expect(text).toContain('$ /srv/demo/scripts/reset.sh "--reason=say \\"hi\\" $(rm)"');
    expect(text).toContain('Needs: demo:verify ended as succeeded within the last 15 min');
    expect(text).toContain('after a crash a person decides; stops after 2 min');
    expect(text).toContain('Uses secrets: BREAKER_TOKEN');
    expect(text).toContain('up to 3 attempts, 2 s apart');
  });

  it('says of what a requirement has to be', () => {
    const requires = [{ action: 'demo:test', outcome: 'succeeded', withinMs: 900_000, same: ['commit'] }];
    const [overview] = describePlan({ ...plan(), requires }, stepKinds);
    expect(overview?.lines).toContain(
      'Needs: demo:test ended as succeeded within the last 15 min, of the same commit',
    );
  });

  it('says how long the members of TWIST have to wait, and who can stop them', () => {
    const twist = validTwist();
    const action = twist.actions['upgrade/execute'];
    if (action === undefined) throw new Error('no such action');
    const made = makePlan({
      occasion: OCCASION,
      people: [],
      runbook: twist,
      action,
      params: { buffer: '1'.repeat(32) },
      mode: 'execute',
      environment: 'demo',
      settings: SETTINGS,
      kinds: stepKinds,
    });
    expect(describePlan(made, stepKinds)[0]?.lines).toContain(
      'Approval: 3 of multisig-members, not the requester; waits 48 h after approval; security-lead can veto; ' +
        'the requester says why; expires in 7 d',
    );
  });
});

describe('every action of TWIST', () => {
  const twist = validTwist();
  const given: Record<string, string> = {
    reason: 'tick',
    buffer: '1'.repeat(32),
    commit: '1'.repeat(40),
    description: 'x',
    timestamp: '2024-01-15T06:00:00.000Z',
    user: 'a@example.com',
    role: 'viewer',
    metric: 'm',
    threshold: '> 100',
    severity: 'low',
    message: 'm',
    type: 'system',
    approver: 'ben',
    endpoint: 'https://backup-rpc.twist.io',
  };

  it.each(Object.values(twist.actions))('$id can be planned and described', (action) => {
    const params = Object.fromEntries(
      Object.entries(given).filter(([name]) => Object.hasOwn(action.params, name)),
    );
    const made = makePlan({
      occasion: OCCASION,
      people: [{ id: 'ben', name: 'Ben Okafor', accounts: [], roles: [] }],
      runbook: twist,
      action,
      params,
      mode: 'execute',
      environment: 'demo',
      settings: SETTINGS,
      kinds: stepKinds,
    });
    expect(made.steps.length).toBeGreaterThan(0);
    expect(describePlan(made, stepKinds).length).toBe(made.steps.length + 1);
    if (action.risk === 'high' || action.risk === 'critical') expect(made.policy).not.toBeNull();
  });
});
