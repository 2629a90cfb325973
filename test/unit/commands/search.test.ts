import { describe, expect, it } from 'vitest';
import { searchActions } from '../../../src/commands/search.ts';
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

  it('bears any text', () => {
    expect(found('zz '.repeat(50_000))).toEqual([]);
    expect(found('.*+?^$')).toEqual([]);
  });
});
