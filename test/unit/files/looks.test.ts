import { describe, expect, it } from 'vitest';
import { createLooks, NoAnswer } from '../../../src/files/looks.ts';

/** A disk that answers when it is told to. */
function silentDisk() {
  const { promise, resolve } = Promise.withResolvers<string>();
  return { look: () => promise, answer: resolve };
}

const MS = 50;
const looksOn = (most = 2) => createLooks((path) => path.split('/')[1] ?? '', { ms: MS, most });
const found = async () => 'found';
const NO_ANSWER = (path: string) => `${path} could not be read just now.`;
const told = (ended: PromiseSettledResult<unknown>): unknown =>
  ended.status === 'rejected' && ended.reason instanceof NoAnswer ? ended.reason.refusal.what : ended;

describe('a look at a file', () => {
  it('ends at its limit where the disk does not answer, and so do those that wait behind it', async () => {
    const looks = looksOn();
    const disk = silentDisk();
    const both = await Promise.allSettled([looks.at('/dead/a', disk.look), looks.at('/dead/b', found)]);
    expect(both.map(told)).toEqual([NO_ANSWER('/dead/a'), NO_ANSWER('/dead/b')]);
  });

  it('keeps one thread a disk, however many look there, and others look elsewhere meanwhile', async () => {
    const looks = looksOn();
    const disk = silentDisk();
    let begun = 0;
    const look = () => {
      begun += 1;
      return disk.look();
    };
    const all = Promise.allSettled(Array.from({ length: 20 }, (_, at) => looks.at(`/dead/${at}`, look)));
    expect(await looks.at('/well/a', found)).toBe('found');
    expect((await all).every(({ status }) => status === 'rejected')).toBe(true);
    await expect(looks.at('/dead/later', look)).rejects.toThrow(NoAnswer);
    expect(begun).toBe(1);
    expect(await looks.at('/well/b', found)).toBe('found');
  });

  it('is tried again once the disk has answered; what nobody waited for is handed over', async () => {
    const looks = looksOn();
    const disk = silentDisk();
    const late = Promise.withResolvers<string>();
    await expect(looks.at('/dead/a', disk.look, late.resolve)).rejects.toThrow(NoAnswer);
    disk.answer('at last');
    expect(await late.promise).toBe('at last');
    expect(await looks.at('/dead/b', found)).toBe('found');
  });

  it('is given up as well where all threads for looks hang on other disks', async () => {
    const looks = looksOn(1);
    const disk = silentDisk();
    const both = await Promise.allSettled([looks.at('/dead/a', disk.look), looks.at('/well/a', found)]);
    expect(both.map(told)).toEqual([NO_ANSWER('/dead/a'), NO_ANSWER('/well/a')]);
    disk.answer('');
    expect(await looks.at('/well/a', found)).toBe('found');
  });

  it('hands on what it throws, and holds up no look behind it', async () => {
    const looks = looksOn();
    const fails = looks.at('/well/a', () => Promise.reject(new Error('no such file')));
    await expect(fails).rejects.toThrow('no such file');
    expect(await looks.at('/well/b', found)).toBe('found');
  });
});
