import { describe, expect, it } from 'vitest';
import { classify } from '../../../../src/runbook/definition/construct/monitor.ts';
import { loadRunbook } from '../../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';

const ROLES = ['on-call', 'sre', 'security-lead', 'multisig-members'];
const { runbook: twist, problems, warnings } = loadRunbook('runbooks/twist', stepKinds, { roles: ROLES });

describe('the TWIST runbook', () => {
  it('is valid, roles included', () => {
    expect(problems).toEqual([]);
    expect(twist).toBeDefined();
  });

  it('leaves nothing open but slots, and says why those are: its document names no command', () => {
    expect(warnings?.().map(({ message }) => message)).toEqual([
      expect.stringContaining("the slot 'trip-breaker'"),
      expect.stringContaining("the slot 'execute-upgrade'"),
    ]);
    expect(twist?.slots['execute-upgrade']?.notes).toEqual(['The source names no command for it.']);
    expect(twist?.actions['circuit-breaker/trip']?.notes).toEqual(['The source names no command for it.']);
  });

  it('marks as assumed whatever its notes call assumed', () => {
    const unmarked: string[] = [];
    const walk = (value: unknown, place: string): void => {
      if (typeof value !== 'object' || value === null) return;
      const { notes, assumed } = value as { notes?: unknown; assumed?: unknown };
      const says = Array.isArray(notes) && notes.some((note) => /\bassumed\b/.test(String(note)));
      if (says && assumed !== true) unmarked.push(place);
      for (const [key, inner] of Object.entries(value)) walk(inner, `${place}.${key}`);
    };
    walk(twist, 'twist');
    expect(unmarked).toEqual([]);
  });

  it('answers incidents of every severity in one way, and lets the severity be that of the incident', () => {
    expect(twist?.procedures.response?.severity).toBeUndefined();
  });

  it('escalates a legitimate threat, and leaves pausing everything to a suspected breach', () => {
    const threat = twist?.decisions['breaker-verdict']?.choices.find(({ id }) => id === 'legitimate-threat');
    const steps = twist?.procedures[threat?.procedure ?? '']?.steps ?? [];
    expect(steps.map(({ action }) => action)).not.toContain('emergency/pause-all');
    expect(steps.at(0)).toMatchObject({ id: 'lead', evidence: 'required' });
    expect(steps.at(-1)).toMatchObject({ decision: 'threat-verdict', of: ['security-lead'] });
  });

  it('starts every bot again after a complete recovery', () => {
    const bots = twist?.procedures['full-recovery']?.steps.find(({ id }) => id === 'bots');
    const lines = (twist?.actions[bots?.action ?? '']?.steps ?? []).map(({ written }) =>
      JSON.stringify(written),
    );
    for (const unit of ['twist-decay', 'twist-buyback', 'twist-arbitrage']) {
      expect(lines).toContain(JSON.stringify({ start: unit }));
      expect(lines).toContain(JSON.stringify({ status: unit, expect: 'up' }));
    }
  });

  it('gives way to each emergency that stopped what it starts', () => {
    const pauses = ['emergency/pause-all', 'recovery/pause'];
    for (const id of ['buyback/start', 'buyback/restart', 'bots/start-all', 'recovery/resume']) {
      const { undoes = [], givesWayTo = [] } = twist?.actions[id] ?? {};
      expect([...undoes, ...givesWayTo].toSorted(), id).toEqual(['buyback/stop', ...pauses]);
    }
    // One bot that buys again takes no pause of everything back.
    for (const id of ['buyback/start', 'buyback/restart'])
      expect(twist?.actions[id]?.undoes, id).toEqual(['buyback/stop']);
  });

  it('says on its card which network and which amount the test transaction is of, and compares both', () => {
    const send = twist?.actions['test/send-transaction'];
    expect(send).toMatchObject({
      title: 'Send 0.001 SOL on mainnet as a test transaction',
      risk: 'critical',
    });
    expect(JSON.stringify(send?.steps.at(-1)?.written)).toContain('"equals":"mainnet"');
  });

  it('gives the end of a range to the worse band', () => {
    const delay = twist?.monitors['decay-delay'];
    if (delay === undefined) throw new Error('no monitor');
    expect([24.9, 25, 26, 26.1].map((hours) => classify(delay, hours))).toEqual([
      'normal',
      'warning',
      'warning',
      'critical',
    ]);
  });

  it('has the shortcuts that people type most', () => {
    const shortcuts = Object.values(twist?.actions ?? {}).flatMap((action) => action.shortcut ?? []);
    expect(shortcuts).toEqual(
      expect.arrayContaining([
        'health',
        'economic',
        'oracles',
        'liquidity',
        'breaker',
        'verify-breaker',
        'reset-breaker',
        'buyback',
        'logs',
        'stop-buyback',
        'start-buyback',
        'restart-buyback',
        'decay-dry-run',
        'decay',
        'pause-all',
        'resume',
        'snapshot',
        'propose-upgrade',
      ]),
    );
  });

  it('resets the breaker only after a false positive, with one other approver', () => {
    const reset = twist?.actions['circuit-breaker/reset'];
    expect(reset?.requires).toEqual([
      { action: 'circuit-breaker/verify', outcome: 'false-positive', within: 15 * 60_000 },
    ]);
    expect(twist?.policies['one-sre']?.groups).toEqual([{ of: ['sre'], quorum: 1 }]);
    expect(reset?.approval).toBe('one-sre');
  });

  it('resumes and updates the services only on what was verified after the change', () => {
    expect(twist?.actions['recovery/resume']?.requires).toMatchObject([
      { action: 'recovery/verify', after: 'recovery/restore' },
    ]);
    expect(twist?.actions['rpc/update-services']?.requires).toMatchObject([
      { action: 'rpc/test', after: 'rpc/switch' },
    ]);
  });

  it('proposes an upgrade after tests and devnet, before the wait that its execution needs', () => {
    const propose = twist?.actions['upgrade/propose'];
    expect(propose?.requires).toMatchObject([
      { action: 'upgrade/test', after: 'upgrade/build' },
      { action: 'upgrade/integration', after: 'upgrade/deploy-devnet' },
    ]);
    expect(twist?.policies[String(propose?.approval)]?.timelock).toBe(0);
    expect(twist?.actions['upgrade/execute']).toMatchObject({ approval: 'multisig', assumed: true });
  });

  it('executes an upgrade by 3 members with a timelock that is marked as assumed, and a veto', () => {
    expect(twist?.policies.multisig).toMatchObject({
      groups: [{ of: ['multisig-members'], quorum: 3 }],
      timelock: 172_800_000,
      veto: ['security-lead'],
    });
    expect(twist?.actions['upgrade/propose']?.assumed).toBe(true);
  });

  it('breaks the glass to stop and to pause, never to start again', () => {
    const glass = Object.values(twist?.actions ?? {}).filter((action) => action.breakGlass !== undefined);
    expect(glass.map((action) => action.id).sort()).toEqual([
      'buyback/stop',
      'circuit-breaker/trip',
      'emergency/pause-all',
      'recovery/pause',
    ]);
    expect(twist?.actions['recovery/resume']).toMatchObject({ approval: 'two-people' });
  });

  it('names every program itself, never by a parameter', () => {
    const steps = Object.values(twist?.actions ?? {}).flatMap((action) => action.steps);
    const programs = steps
      .filter((step) => step.kind === 'shell')
      .map((step) => (step.written as { run: string[] }).run[0] ?? '');
    expect(programs.length).toBeGreaterThan(30);
    expect(programs.filter((program) => program.includes('{{'))).toEqual([]);
  });
});
