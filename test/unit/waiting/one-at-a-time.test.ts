import { expect, it } from 'vitest';
import { oneAtATime } from '../../../src/waiting/one-at-a-time.ts';

it('serves everybody who asks during a run by one more run, and never runs twice at once', async () => {
  let runs = 0;
  let atOnce = 0;
  const ask = oneAtATime(async () => {
    runs += 1;
    atOnce += 1;
    expect(atOnce).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    atOnce -= 1;
    return runs;
  });
  const first = ask('a');
  const others = [ask('a'), ask('a'), ask('a')];
  expect(await first).toBe(1);
  expect(await Promise.all(others)).toEqual([2, 2, 2]);
  expect(await ask('a')).toBe(3);
});

it('goes on after a run that failed, and tells only those who asked for it', async () => {
  let fail = true;
  const ask = oneAtATime(async () => {
    await Promise.resolve();
    if (!fail) return 'done';
    fail = false;
    throw new Error('once');
  });
  const first = ask('a');
  const second = ask('a');
  await expect(first).rejects.toThrow('once');
  expect(await second).toBe('done');
});
