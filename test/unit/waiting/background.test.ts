import pino from 'pino';
import { expect, it } from 'vitest';
import { createBackground } from '../../../src/waiting/background.ts';

const log = pino({ level: 'silent' });

it('begins what has another name at once, and the same again only once it is over', async () => {
  const background = createBackground(log);
  const { promise: never, resolve: end } = Promise.withResolvers<void>();
  const begun: string[] = [];
  const begin = (name: string, work: () => Promise<unknown>): void =>
    background.begin(name, async () => {
      begun.push(name);
      await work();
    });
  begin('hangs', () => never);
  begin('hangs', () => never);
  begin('goes', async () => {});
  await expect.poll(() => begun).toEqual(['hangs', 'goes']);
  begin('goes', async () => {});
  await expect.poll(() => begun).toEqual(['hangs', 'goes', 'goes']);
  end();
  await background.settled();
  begin('hangs', async () => {});
  await background.settled();
  expect(begun).toEqual(['hangs', 'goes', 'goes', 'hangs']);
});

it('goes on after a failure, and logs it', async () => {
  const said: string[] = [];
  const background = createBackground(pino({ level: 'error' }, { write: (line) => void said.push(line) }));
  background.begin('fails', () => Promise.reject(new Error('no')));
  background.begin('throws', () => {
    throw new Error('at once');
  });
  await background.settled();
  background.begin('fails', async () => {});
  await background.settled();
  expect(said.map((line) => (JSON.parse(line) as { work: string }).work).toSorted()).toEqual([
    'fails',
    'throws',
  ]);
});

it('ends without what hangs, and begins nothing more', async () => {
  const background = createBackground(log);
  background.begin('hangs', () => new Promise(() => {}));
  await background.stop(20);
  let begun = 0;
  background.begin('late', async () => {
    begun += 1;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toBe(0);
});
