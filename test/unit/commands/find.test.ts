import { describe, expect, it } from 'vitest';
import { find } from '../../../src/commands/find.ts';

interface Thing {
  readonly names: string;
  readonly more: string;
}

const things: readonly Thing[] = [
  { names: 'database dump', more: 'Copies the whole ledger to the vault.' },
  { names: 'database restore', more: 'Puts a dump back in place.' },
  { names: 'cache clear', more: 'Forgets what the edge keeps.' },
];

/** Names of what is found, best first. */
function found(text: string): readonly string[] {
  return [...find(things, text, (thing) => thing)]
    .toSorted(([, a], [, b]) => a - b)
    .map(([position]) => things[position]?.names ?? '');
}

describe('finding things by words', () => {
  it('finds everything by nothing', () => {
    expect(found('  ')).toHaveLength(3);
  });

  it('finds by what is said of a thing, after what is called so', () => {
    expect(found('dump')).toEqual(['database dump', 'database restore']);
    expect(found('ledger')).toEqual(['database dump']);
  });

  it('bears a misspelt name, and no misspelt word of a description', () => {
    expect(found('databse restroe')).toEqual(['database restore']);
    expect(found('ledgre')).toEqual([]);
  });

  it('finds a word by its forms, also where the last letter is doubled', () => {
    const words: readonly Thing[] = [{ names: 'stop everything', more: 'Also what is to be traded.' }];
    for (const form of ['stops', 'stopped', 'stopping'])
      expect([...find(words, form, (thing) => thing).keys()]).toEqual([0]);
    expect([...find(words, 'stopper', (thing) => thing).keys()]).toEqual([]);
  });

  it('takes a sentence, of which not every word is known', () => {
    expect(found('how do I restore the database?')).toEqual(['database restore']);
    expect(found('please clear my cache now')).toEqual(['cache clear']);
  });

  it('takes no misspelt word for one that something has as it stands, and none that begins otherwise', () => {
    const dumps: readonly Thing[] = [
      { names: 'jump over', more: '' },
      { names: 'dumb waiter', more: '' },
      { names: 'vault copy', more: 'Makes a dump.' },
    ];
    expect([...find(dumps, 'dump', (thing) => thing).keys()]).toEqual([2]);
    expect([...find(dumps, 'hump', (thing) => thing).keys()]).toEqual([]);
  });

  it('finds those that have most of the words where none has all, and what a short one names', () => {
    expect(found('ledger cache')).toEqual(['cache clear', 'database dump']);
    const keys: readonly Thing[] = [
      { names: 'key revoke', more: '' },
      { names: 'fee change', more: '' },
    ];
    expect([...find(keys, 'stolen key', (thing) => thing).keys()]).toEqual([0]);
  });

  it('finds nothing where no telling word is known', () => {
    expect(found('how do I make coffee')).toEqual([]);
    expect(found('?!')).toEqual([]);
  });

  it('decides by short words between what fits equally well', () => {
    const steps: readonly Thing[] = [
      { names: 'pump start', more: '' },
      { names: 'pump up start', more: '' },
    ];
    const scores = find(steps, 'start up', (thing) => thing);
    expect(scores.get(1)).toBeLessThan(scores.get(0) ?? 0);
  });
});
