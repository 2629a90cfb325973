import { EventEmitter } from 'node:events';
import pino from 'pino';
import { expect, it } from 'vitest';
import { guardProcess } from '../../../src/app/process-guard.ts';
import { asLibrary } from '../../../src/bot/outside.ts';

function guarded() {
  const source = new EventEmitter();
  const ended: unknown[] = [];
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const guard = guardProcess(log, (error) => ended.push(error), source);
  const logged = () =>
    lines.map((line) => JSON.parse(line) as { from?: string; count?: number; err?: unknown });
  return { source, ended, guard, logged };
}

it('survives, counts and logs promises that nobody waited for, and what a library of a platform throws', () => {
  const { source, ended, guard, logged } = guarded();
  source.emit('unhandledRejection', new Error('ours'));
  asLibrary('discord', () => source.emit('unhandledRejection', null));
  asLibrary('discord', () => source.emit('uncaughtException', new TypeError('no such thing')));
  expect(guard.survived()).toEqual({ process: 1, discord: 2 });
  expect(logged()).toMatchObject([
    { from: 'process', count: 1, err: { message: 'ours' } },
    { from: 'discord', count: 1 },
    { from: 'discord', count: 2, err: { message: 'no such thing' } },
  ]);
  expect(ended).toEqual([]);
});

it('ends in good order, once, when a callback of our own throws', () => {
  const { source, ended } = guarded();
  const first = new Error('a timer of ours');
  source.emit('uncaughtException', first);
  source.emit('uncaughtException', new Error('another'));
  expect(ended).toEqual([first]);
});

it('ends in good order when memory is used up or the embedded database broke off, whoever met it', () => {
  const { source, ended } = guarded();
  const broken = new Error('unreachable');
  broken.name = 'RuntimeError';
  asLibrary('slack', () => source.emit('unhandledRejection', broken));
  expect(ended).toEqual([broken]);
});
