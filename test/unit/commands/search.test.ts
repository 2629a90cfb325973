import { describe, expect, it } from 'vitest';
import { searchActions } from '../../../src/commands/search.ts';
import { processorTime } from '../../support/processor-time.ts';
import { actionView } from './support.ts';

const actions = [
  actionView(),
  actionView({ ref: 'twist:health/system', title: 'System health', shortcut: 'health' }),
  actionView({ ref: 'twist:decay/execute', title: 'Execute the decay', shortcut: 'decay' }),
];
const found = (text: string) => searchActions(actions, text).map((completion) => completion.value);

describe('searching actions as one types', () => {
  it.each([
    ['', 3],
    ['health', 1],
    ['brea res', 1],
    ['circut', 1],
    ['nothing like it', 0],
  ])('finds by %j', (text, count) => {
    expect(found(text)).toHaveLength(count);
  });

  it('puts what begins with the word before what merely contains it', () => {
    const both = [actionView({ ref: 'twist:x/undecay', title: 'Undecay', shortcut: undefined }), ...actions];
    expect(searchActions(both, 'decay')[0]?.value).toBe('twist:decay/execute');
  });

  it('finds by the words an author added, and by the description after those', () => {
    const more = [
      actionView({ ref: 'twist:store/dump', title: 'Dump the store', keywords: ['backup', 'safe copy'] }),
      actionView({ ref: 'twist:store/thin', title: 'Thin the store', description: 'Needs a backup first.' }),
    ];
    const values = (text: string) => searchActions(more, text).map(({ value }) => value);
    expect(values('backup')).toEqual(['twist:store/dump', 'twist:store/thin']);
    expect(values('bakcup')).toEqual(['twist:store/dump']);
    expect(values('safe copy')).toEqual(['twist:store/dump']);
  });

  it('bears any text', () => {
    expect(found('zz '.repeat(50_000))).toEqual([]);
    expect(found('.*+?^$')).toEqual([]);
  });
});

describe('a long list of actions', () => {
  const many = Array.from({ length: 5_000 }, (_, i) =>
    actionView({ ref: `sys${i % 50}:group${i % 7}/act${i}`, title: `Action number ${i} of group ${i % 7}` }),
  );

  it('is searched by its words, and quickly once they are known', () => {
    searchActions(many, 'warm');
    const spentMs = processorTime();
    for (let i = 0; i < 20; i += 1) searchActions(many, 'grup3 act49');
    expect(spentMs() / 20).toBeLessThan(200);
    expect(searchActions(many, 'act4999')[0]?.value).toBe('sys49:group1/act4999');
  });

  it('shows what is urgent first among what matches equally, and nothing that is not to be seen', () => {
    const urgency = ({ ref }: { ref: string }): readonly [number, number] => [
      ref === 'sys9:group2/act9' ? 0 : 1,
      0,
    ];
    const isSeen = ({ runbook, ref }: { runbook: string; ref: string }) =>
      runbook === 'twist' && !ref.includes('act1');
    const found = searchActions(many, 'group', { urgency, isSeen });
    expect(found[0]?.value).toBe('sys9:group2/act9');
    expect(found.some(({ value }) => value.includes('act1'))).toBe(false);
  });
});
