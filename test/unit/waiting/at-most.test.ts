import { expect, it } from 'vitest';
import { atMost } from '../../../src/waiting/at-most.ts';

it('runs no more than its limit at a time, in order, and goes on after a failure', async () => {
  const lane = atMost(2);
  const begun: number[] = [];
  const gates = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
  const all = gates.map(({ promise }, n) =>
    lane(async () => {
      begun.push(n);
      await promise;
    }),
  );
  await Promise.resolve();
  expect(begun).toEqual([0, 1]);
  gates[0]?.reject(new Error('it failed'));
  await expect(all[0]).rejects.toThrow('it failed');
  await expect.poll(() => begun).toEqual([0, 1, 2]);
  for (const gate of gates.slice(1)) gate.resolve();
  await Promise.all(all.slice(1));
  expect(begun).toEqual([0, 1, 2, 3]);
});

it('lets what is marked as first go before all that waits, in its own order', async () => {
  const lane = atMost(1);
  const begun: string[] = [];
  const work = (name: string) => async (): Promise<void> => void begun.push(name);
  await Promise.all([
    lane(work('running')),
    lane(work('work 1')),
    lane(work('work 2')),
    lane(work('click 1'), { first: true }),
    lane(work('click 2'), { first: true }),
  ]);
  expect(begun).toEqual(['running', 'click 1', 'click 2', 'work 1', 'work 2']);
});
