import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStarting } from '../../../src/app/starting.ts';

describe('a start', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const open = () => {
    const said: string[] = [];
    const log = { info: (line: string) => void said.push(line) };
    return { said, ...createStarting(log as never, () => Date.now()) };
  };

  it('names what takes long while it lasts, and says when it is over', async () => {
    const { said, during, describe: now } = open();
    const part = Promise.withResolvers<string>();
    const done = during('opening the database', () => part.promise);
    await vi.advanceTimersByTimeAsync(2_100);
    expect(said).toEqual(['still opening the database']);
    expect(now()).toBe('Keyturn is still starting: it is opening the database, for 2 s now.');
    await vi.advanceTimersByTimeAsync(10_000);
    part.resolve('open');
    expect(await done).toBe('open');
    expect(said[1]).toBe('done opening the database, after 12 s');
    expect(now()).toBe('Keyturn is still starting.');
  });

  it('does not call done what failed', async () => {
    const { said, during } = open();
    const part = Promise.withResolvers<never>();
    const failed = during('opening the database', () => part.promise);
    await vi.advanceTimersByTimeAsync(5_100);
    part.reject(new Error('gone'));
    await expect(failed).rejects.toThrow('gone');
    expect(said).toEqual(['still opening the database', 'failed opening the database, after 5 s']);
  });

  it('says nothing of what is quick, and passes on what fails', async () => {
    const { said, during } = open();
    await during('opening the queues', async () => undefined);
    await expect(during('opening the queues', () => Promise.reject(new Error('gone')))).rejects.toThrow(
      'gone',
    );
    await vi.advanceTimersByTimeAsync(10_000);
    expect(said).toEqual([]);
  });
});
