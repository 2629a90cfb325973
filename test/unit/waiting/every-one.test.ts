import { expect, it } from 'vitest';
import { everyOne } from '../../../src/waiting/every-one.ts';

it('does it for all, also when it fails for one, and then throws what another try may cure', async () => {
  const done: string[] = [];
  const all = everyOne(['a', 'b', 'c'], async (one) => {
    done.push(one);
    if (one === 'a') throw new RangeError('never');
    if (one === 'b') throw new Error('not now');
  });
  await expect(all).rejects.toThrow('not now');
  expect(done).toEqual(['a', 'b', 'c']);
});

it('throws what failed first where no other try would cure any of it', async () => {
  const failing = everyOne(['a', 'b'], (one) => Promise.reject(new RangeError(one)));
  await expect(failing).rejects.toThrow('a');
  await expect(everyOne([], () => Promise.reject(new Error('none')))).resolves.toBeUndefined();
});
