import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { databaseProblems } from '../../../src/app/database-problems.ts';
import type { Database } from '../../../src/store/database.ts';
import { type TemporaryApp, temporaryApp } from './temporary-app.ts';

let app: TemporaryApp | undefined;
afterEach(async () => {
  await app?.remove();
});

describe('whether the program is ready', () => {
  it('is no from the moment on at which it is told to stop', async () => {
    app = await temporaryApp();
    const running = await app.open();
    await running.start();
    expect(await running.problems()).toEqual([]);
    const stopped = running.stop();
    expect(await running.problems()).toEqual(['It is stopping: nothing new is taken.']);
    await stopped;
  });

  it('is no within two seconds when the database answers nothing at all', async () => {
    const frozen = { read: () => new Promise<never>(() => {}) } as unknown as Database;
    // Timers of one process go off in the order of their times, however late.
    const said = Promise.race([databaseProblems(frozen), sleep(2_001, ['nothing within two seconds'])]);
    expect((await said).join()).toContain('The database does not answer');
  });
});
