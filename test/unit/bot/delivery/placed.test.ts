import { describe, expect, it } from 'vitest';
import {
  firstPlaced,
  isDoubtful,
  type Moment,
  placedAfter,
} from '../../../../src/bot/delivery/cards/placed.ts';
import type { Control } from '../../../../src/chat/card.ts';

const button = (label: string, opensForm = false): Control => ({
  type: 'button',
  nonce: `nonce-${label}`,
  label,
  style: 'default',
  ...(opensForm ? { opensForm } : {}),
});
const at = (ms: number): Moment => ({ ms, by: 'platform' });
const since = (placed: ReturnType<typeof firstPlaced>) => placed.map((one) => one.since?.ms);

describe('where the controls of a message stand', () => {
  const first = firstPlaced([button('Approve'), button('Reject')]);

  it('has no age in its first version, nor where nobody knows what it showed before', () => {
    expect(since(first)).toEqual([undefined, undefined]);
    expect(since(placedAfter(null, [button('Approve')], at(5)))).toEqual([undefined]);
  });

  it('is as old as the edit that brought them, and grows through edits that leave them', () => {
    const more = placedAfter(first, [button('Approve'), button('Reject'), button('Veto')], at(10));
    expect(since(more)).toEqual([undefined, undefined, 10]);
    const later = placedAfter(more, [button('Approve'), button('Reject'), button('Veto')], at(20));
    expect(since(later)).toEqual([undefined, undefined, 10]);
  });

  it('changes for all that stand behind what came, went or is called otherwise', () => {
    expect(since(placedAfter(first, [button('New'), button('Approve'), button('Reject')], at(10)))).toEqual([
      10, 10, 10,
    ]);
    expect(since(placedAfter(first, [button('Reject')], at(10)))).toEqual([10]);
    const renamed: Control = { ...button('Approve'), label: 'Read it whole first' };
    expect(since(placedAfter(first, [renamed, button('Reject')], at(10)))).toEqual([undefined, 10]);
  });

  it('has no age for what opens a form, which asks by itself', () => {
    expect(since(placedAfter(first, [button('Approve'), button('Abort', true)], at(10)))).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe('a click', () => {
  const placed = (by: Moment['by']) => ({ nonce: 'n', label: 'l', since: { ms: 10_000, by } });

  it('is doubtful for about a second after its control came', () => {
    expect(isDoubtful(placed('platform'), 10_900)).toBe(true);
    expect(isDoubtful(placed('platform'), 12_000)).toBe(false);
    expect(isDoubtful({ nonce: 'n', label: 'l' }, 10_900)).toBe(false);
  });

  it('is none where it came before the control was there: it was made on an earlier picture', () => {
    expect(isDoubtful(placed('platform'), 9_500)).toBe(false);
  });

  it('is doubtful for longer where two clocks have to be compared', () => {
    expect(isDoubtful(placed('us'), 9_500)).toBe(true);
    expect(isDoubtful(placed('us'), 12_000)).toBe(true);
    expect(isDoubtful(placed('us'), 13_000)).toBe(false);
  });
});
