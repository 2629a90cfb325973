import { expect, it } from 'vitest';
import { afterWrong, GUESSES, type Guesses, lockedUntil } from '../../../src/people/lockout/lockout.ts';

const MINUTE = 60_000;
const at = (minutes: number) => new Date(minutes * MINUTE);

function wrongAt(...minutes: readonly number[]): Guesses | undefined {
  return minutes.reduce<Guesses | undefined>(
    (before, minute) => afterWrong(before, GUESSES, at(minute)),
    undefined,
  );
}

it('locks at the fifth wrong guess within a quarter of an hour, and for as long', () => {
  expect(lockedUntil(wrongAt(0, 1, 2, 3), at(3))).toBeUndefined();
  const locked = wrongAt(0, 1, 2, 3, 4);
  expect(lockedUntil(locked, at(4))).toEqual(at(19));
  expect(lockedUntil(locked, at(19))).toBeUndefined();
});

it('forgets old guesses, and begins anew after a lock', () => {
  expect(wrongAt(0, 1, 2, 3, 15)?.wrong).toBe(1);
  expect(wrongAt(0, 1, 2, 3, 4, 20)).toEqual({ wrong: 1, since: at(20), lockedUntil: null });
});
