import { describe, expect, it } from 'vitest';
import { resolvePolicy, tightenPolicy, writtenPolicy } from '../../../src/approval/policy.ts';
import { resolveBreakGlass, writtenBreakGlass } from '../../../src/approval/review/policy.ts';

const one = { groups: [{ of: ['sre'], quorum: 1 }] };

function problemsOf(written: object): string[] {
  const result = writtenPolicy.safeParse(written);
  return result.success
    ? []
    : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
}

describe('what is wanted of every approval of a risk', () => {
  const plain = resolvePolicy(writtenPolicy.parse(one));

  it('leaves a policy as it is where nothing is wanted', () => {
    expect(tightenPolicy(plain, {})).toEqual(plain);
  });

  it('takes ways to vote away, and adds none', () => {
    expect(tightenPolicy(plain, { via: ['button'] }).via).toEqual(['button']);
    expect(tightenPolicy({ ...plain, via: ['button'] }, { via: ['button', 'reaction'] }).via).toEqual([
      'button',
    ]);
    expect(tightenPolicy({ ...plain, via: ['reaction'] }, { via: ['button'] }).via).toEqual(['button']);
  });

  it('asks for a code, which no reaction can carry', () => {
    expect(tightenPolicy(plain, { code: 'approvers' })).toMatchObject({ code: 'approvers', via: ['button'] });
    expect(tightenPolicy({ ...plain, code: 'approvers', via: ['button'] }, {}).code).toBe('approvers');
  });

  it('asks for a reason', () => {
    expect(tightenPolicy(plain, { reason: 'required' }).reason).toBe('required');
  });
});

describe('a written policy', () => {
  it('becomes milliseconds and complete', () => {
    const written = writtenPolicy.parse({
      groups: [{ of: ['multisig-members'], quorum: 3 }],
      timelock: '48h',
      expires: '7d',
      veto: ['security-lead'],
      reason: 'required',
    });
    expect(resolvePolicy(written)).toEqual({
      groups: [{ of: ['multisig-members'], quorum: 3 }],
      timelockMs: 172_800_000,
      expiresMs: 604_800_000,
      graceMs: 3_600_000,
      veto: ['security-lead'],
      denials: 1,
      holdMs: 0,
      reason: 'required',
      confirm: 'none',
      code: 'none',
      via: ['button', 'reaction'],
    });
  });

  it('takes votes by button only when approvers must type something', () => {
    expect(resolvePolicy(writtenPolicy.parse({ ...one, confirm: 'both' })).via).toEqual(['button']);
    expect(problemsOf({ ...one, confirm: 'approvers', via: ['reaction'] })[0]).toMatch(
      /^via: A reaction cannot/,
    );
  });

  it.each([
    [{ groups: [] }, 'groups'],
    [{ groups: [{ of: [], quorum: 1 }] }, 'groups.0.of'],
    [{ groups: [{ of: ['sre'], quorum: 0 }] }, 'groups.0.quorum'],
    [{ ...one, expires: '30 minutes' }, 'expires'],
    [{ ...one, expires: '0s' }, 'expires'],
    [{ ...one, grace: '0s' }, 'grace'],
    [{ ...one, denials: 0 }, 'denials'],
    [{ ...one, via: [] }, 'via'],
    [{ ...one, timelok: '48h' }, ''],
  ])('refuses %j', (written, path) => {
    expect(problemsOf(written).map((problem) => problem.split(':')[0])).toContain(path);
  });

  it('has a break-glass form of its own', () => {
    const written = writtenBreakGlass.parse({
      of: ['on-call'],
      limit: { count: 2, per: '1h' },
      review: { of: ['sre'], quorum: 1, within: '24h' },
      page: 'security-lead',
    });
    expect(resolveBreakGlass(written)).toEqual({
      of: ['on-call'],
      limit: { count: 2, perMs: 3_600_000 },
      review: { of: ['sre'], quorum: 1, withinMs: 86_400_000 },
      page: 'security-lead',
    });
  });
});
