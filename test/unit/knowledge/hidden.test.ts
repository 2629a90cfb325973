import { describe, expect, it } from 'vitest';
import { hiddenFrom } from '../../../src/knowledge/hidden.ts';
import type { Standing } from '../../../src/people/standing.ts';

const NOW = new Date('2026-11-30T03:05:00Z');
const SRE = { role: 'sre', since: new Date('2026-11-30T03:00:00Z') };
const standing = (change: Partial<Standing> = {}): Standing => ({
  ...{ principal: 'ana', human: true, active: true, roles: [] },
  ...change,
});

describe('5.21 what some roles alone may see', () => {
  it('is shown to whoever holds one of them', () => {
    expect(hiddenFrom(standing({ roles: [SRE] }), ['sre'], NOW)).toBeUndefined();
  });

  it.each([
    ['forbidden to whoever holds none', standing(), 'forbidden', 'Only sre or lead see how to reach them.'],
    ['forbidden to whoever nobody knows', undefined, 'forbidden', 'Only sre or lead see'],
    [
      'not shown, and not called forbidden, while a platform does not say whether they still are it',
      standing({ doubted: ['sre'] }),
      'uncertain',
      'it did not say just now whether you still are. Try again in a moment.',
    ],
    [
      'not shown to whoever the database alone gives the role',
      standing({ unproved: { person: false, roles: ['lead'] } }),
      'uncertain',
      'the log, which Keyturn wrote, does not',
    ],
    [
      'not shown to whoever has not held it long enough, and that is said',
      standing({ roles: [{ ...SRE, holdMs: 86_400_000 }] }),
      'forbidden',
      'you hold sre, but not long enough for it to count.',
    ],
  ] as const)('is %s', (_what, who, kind, text) => {
    const hidden = hiddenFrom(who, ['sre', 'lead'], NOW);
    expect(hidden?.kind).toBe(kind);
    expect(hidden?.text).toContain(text);
  });
});
