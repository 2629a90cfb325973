import { describe, expect, it } from 'vitest';
import type { ShownChange } from '../../../src/changelog/change.ts';
import { markdownOf } from '../../../src/changelog/markdown.ts';

const AT = new Date('2026-11-30T03:05:00Z');

const change = (more: Partial<ShownChange> = {}): ShownChange => ({
  ...{ chain: 'run/run-1', system: 'shop', at: AT, by: 'Ana', what: 'Clear it', given: [] },
  ...{ type: undefined, doneAt: undefined, reason: undefined, ended: undefined },
  ...more,
});

describe('changes as Markdown', () => {
  it('stand under their days, the newest first, with their ids', () => {
    const earlier = change({
      at: new Date('2026-11-29T23:00:00Z'),
      chain: 'change/chg-2',
      by: 'Ben',
      type: 'host',
    });
    const given = change({ given: ['target: main'], reason: 'It was full', ended: 'in doubt' });
    expect(
      markdownOf({ title: 'Changes of The shop', at: AT, changes: [given, earlier], isPart: false }),
    ).toBe(`# Changes of The shop

2 changes, the newest first, as the log of Keyturn has them at 2026-11-30 03:05:00 UTC. Times are UTC. Each ends with its id: \`/ops audit show\` shows all that happened to it, and \`keyturn audit verify\` proves it.

## 2026-11-30

- 03:05:00 Ana (shop): **Clear it**; target: main; why: It was full; in doubt \`run-1\`

## 2026-11-29

- 23:00:00 Ben (shop): **Clear it**; host \`chg-2\`
`);
  });

  it('say where they begin when older ones are left out', () => {
    expect(markdownOf({ title: 'x', at: AT, changes: [change()], isPart: true })).toContain(
      'Older ones than 2026-11-30 03:05:00 UTC are not in this file.',
    );
  });

  it('read nothing that people typed as markup, and keep it in its line', () => {
    const text = markdownOf({
      title: 'x',
      at: AT,
      changes: [change({ what: '**b** [a](http://evil) <b>\n# head `c`' })],
      isPart: false,
    });
    expect(text).toContain('\\*\\*b\\*\\* \\[a\\](http://evil) \\<b\\> \\# head \\`c\\`');
    expect(text.match(/^#/gm)).toHaveLength(2);
  });

  it('say of a run whose row is not what the log has', () => {
    expect(markdownOf({ title: 'x', at: AT, changes: [change({ given: 'lost' })], isPart: false })).toContain(
      'what was given to it is not what the log has',
    );
  });
});
