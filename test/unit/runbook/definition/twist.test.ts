import { describe, expect, it } from 'vitest';
import { loadRunbooks } from '../../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';

const ROLES = ['on-call', 'sre', 'security-lead', 'multisig-members'];
const { runbooks, problems } = loadRunbooks('runbooks', stepKinds, { roles: ROLES });
const twist = runbooks.find((runbook) => runbook.id === 'twist');

describe('the TWIST runbook', () => {
  it('is valid, roles included', () => {
    expect(problems).toEqual([]);
    expect(twist).toBeDefined();
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

  it('upgrades by 3 members with a timelock that is marked as assumed, and a veto', () => {
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
