import { describe, expect, it } from 'vitest';
import { type Deed, decide } from '../../../src/people/decision.ts';
import type { Standing } from '../../../src/people/standing.ts';

const now = new Date('2026-01-02T00:00:00Z');
const ana = { id: 'ana', name: 'Ana', kind: 'human' } as const;
const standing: Standing = {
  principal: 'ana',
  human: true,
  active: true,
  roles: [{ role: 'sre', since: new Date('2026-01-01T00:00:00Z'), holdMs: 0 }],
};
const run = (risk: 'read' | 'low' | 'high' | 'critical', more: object = {}): Deed => ({
  do: 'run',
  system: 'twist',
  risk,
  mode: 'execute',
  ...more,
});

describe('who may do what', () => {
  it('lets every linked person read and propose when the settings say nothing', () => {
    const nobody = { ...standing, roles: [] };
    expect(decide(ana, nobody, run('read'), {}, now)).toEqual({ effect: 'allow', reason: 'linked' });
    expect(decide(ana, nobody, run('low'), {}, now)).toEqual({ effect: 'allow', reason: 'linked' });
    for (const risk of ['high', 'critical'] as const) {
      expect(decide(ana, nobody, run(risk), {}, now).effect).toBe('require-approval');
    }
  });

  it('runs a dry run without approval', () => {
    expect(decide(ana, standing, run('critical', { mode: 'dry-run' }), {}, now).effect).toBe('allow');
  });

  it('lets an unlinked account read only what is not sensitive, and says how to be linked', () => {
    expect(decide(undefined, undefined, run('read', { sensitive: false }), {}, now).reason).toBe('public');
    expect(decide(undefined, undefined, { do: 'view', sensitive: false }, {}, now).effect).toBe('allow');
    for (const deed of [run('read'), run('low', { sensitive: false }), { do: 'view' } as const]) {
      const decision = decide(undefined, undefined, deed, {}, now);
      expect(decision).toMatchObject({ effect: 'deny', reason: 'not-linked' });
      expect(decision.effect === 'deny' && decision.refusal.next).toContain('keyturn.yaml');
    }
  });

  it('5.20 refuses without a required role and names who could', () => {
    const decision = decide(ana, standing, run('high'), { high: ['security-lead'] }, now);
    expect(decision).toMatchObject({
      effect: 'deny',
      reason: 'role-missing',
      refusal: { code: 'access.role-missing', next: 'Ask somebody with the role security-lead to do it.' },
    });
  });

  it('counts a role only after its minimum hold', () => {
    const fresh = { ...standing, roles: [{ role: 'sre', since: now, holdMs: 1 }] };
    expect(decide(ana, fresh, run('low'), { low: ['sre'] }, now).reason).toBe('role-too-fresh');
    expect(decide(ana, standing, run('low'), { low: ['sre'] }, now).reason).toBe('holds-role');
  });

  it('lets whoever is in the settings open a channel, and nobody else', () => {
    const deed = { do: 'act', what: 'open a channel' } as const;
    expect(decide(ana, { ...standing, roles: [] }, deed, {}, now).effect).toBe('allow');
    for (const [who, held] of [
      [undefined, undefined],
      [ana, undefined],
      [ana, { ...standing, active: false }],
    ] as const) {
      expect(decide(who, held, deed, {}, now)).toMatchObject({
        effect: 'deny',
        refusal: { what: 'You cannot open a channel:' },
      });
    }
  });

  it('5.2 means no when the look-up failed or the person was taken out', () => {
    expect(decide(ana, undefined, run('read'), {}, now).reason).toBe('not-active');
    expect(decide(ana, { ...standing, active: false }, { do: 'view' }, {}, now).effect).toBe('deny');
  });
});
