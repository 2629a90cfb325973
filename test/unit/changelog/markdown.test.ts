import { describe, expect, it } from 'vitest';
import type { Cursor, ShownChange } from '../../../src/changelog/change.ts';
import { markdownOf, type Sheet } from '../../../src/changelog/markdown.ts';
import { gather } from '../../../src/changelog/sheet.ts';

const AT = new Date('2026-11-30T03:05:00Z');

const change = (more: Partial<ShownChange> = {}): ShownChange => ({
  ...{ chain: 'run/run-1', system: 'shop', at: AT, by: 'Ana', what: 'Clear it', given: [] },
  ...{ began: undefined, type: undefined, doneAt: undefined, reason: undefined, ended: undefined },
  ...more,
});

const sheet = (changes: Sheet['changes'], more: Partial<Sheet> = {}): string =>
  markdownOf({ title: 'x', at: AT, underWay: [], changes, isPart: false, ...more });

describe('changes as Markdown', () => {
  it('stand under their days, the newest first, with their ids', () => {
    const earlier = change({
      at: new Date('2026-11-29T23:00:00Z'),
      chain: 'change/chg-2',
      by: 'Ben',
      type: 'host',
    });
    const given = change({ given: ['target: main'], reason: 'It was full', ended: 'in doubt' });
    expect(sheet([given, earlier], { title: 'Changes of The shop' })).toBe(`# Changes of The shop

2 changes, the newest first by when it was done, as the log of Keyturn has them at 2026-11-30 03:05:00 UTC. Times are UTC. Each ends with its id: \`/ops audit show\` shows all that happened to it, and \`keyturn audit verify\` proves it.

## 2026-11-30

- 03:05:00 Ana (shop): **Clear it**; target: main; why: It was full; in doubt \`run-1\`

## 2026-11-29

- 23:00:00 Ben (shop): **Clear it**; host \`chg-2\`
`);
  });

  it('say where they begin when older ones are left out', () => {
    expect(sheet([change()], { isPart: true })).toContain(
      'It begins with 2026-11-30 03:05:00 UTC: older ones are not in this file.',
    );
  });

  it('read nothing that people typed as markup, and keep it in its line', () => {
    const text = sheet([change({ what: '**b** [a](http://evil) <b>\n# head `c`' })]);
    expect(text).toContain('\\*\\*b\\*\\* \\[a\\](http://evil) \\<b\\> \\# head \\`c\\`');
    expect(text.match(/^#/gm)).toHaveLength(2);
  });

  it('say of a run whose row is not what the log has', () => {
    expect(sheet([change({ given: 'lost' })])).toContain('what was given to it is not what the log has');
  });

  it('say what goes on, what took long, and what was written down later than it was done', () => {
    const night = new Date('2026-11-29T22:00:00Z');
    const text = sheet([change({ began: night }), change({ doneAt: night })], {
      underWay: [change({ what: 'Upgrade it', ended: 'waits for people' })],
    });
    expect(text).toContain('## Under way\n\n- 03:05:00 Ana (shop): **Upgrade it**; waits for people `run-1`');
    expect(text).toContain('**Clear it**; began 2026-11-29 22:00:00 UTC');
    expect(text).toContain(
      '## 2026-11-29\n\n- 22:00:00 Ana (shop): **Clear it**; written down 2026-11-30 03:05:00 UTC',
    );
  });

  it('repeat nothing of what is not as Keyturn wrote it, and do not leave it out', () => {
    expect(sheet([{ chain: 'change/chg-1', at: AT, isAltered: true }])).toContain(
      '- 03:05:00 what stands there is not as Keyturn wrote it: nobody knows whether it was a change `chg-1`',
    );
  });
});

describe('a file of changes', () => {
  const many = (count: number, given = ''): readonly ShownChange[] =>
    Array.from({ length: count }, (_, index) =>
      change({ chain: `run/run-${index}`, given: given === '' ? [] : [given] }),
    );
  const pages = (changes: readonly ShownChange[]) => async (before: Cursor | undefined, limit: number) => {
    const [from, to] = [before?.id ?? 0, (before?.id ?? 0) + limit];
    return {
      ...{ underWay: [], isMoreUnderWay: false, changes: changes.slice(from, to) },
      before: to < changes.length ? { done: '', id: to } : undefined,
    };
  };

  it('goes on to the oldest change of a search', async () => {
    const gathered = await gather(pages(many(901)));
    expect([gathered.changes.length, gathered.isPart]).toEqual([901, false]);
  });

  it('has the newest, and says that it is a part, where its bytes would be too many for a platform', async () => {
    const gathered = await gather(pages(many(400, '漢'.repeat(100_000))), 100_000);
    expect(gathered.isPart).toBe(true);
    expect(gathered.changes.length).toBeGreaterThan(10);
    expect(gathered.changes[0]?.chain).toBe('run/run-0');
    expect(Buffer.byteLength(sheet(gathered.changes, gathered))).toBeLessThan(101_000);
  });
});
