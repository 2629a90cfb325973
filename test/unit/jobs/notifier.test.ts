import pg from 'pg';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createNotifier } from '../../../src/jobs/notifier.ts';
import { startTestPostgres, type TestPostgres } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';

const log = pino({ level: 'silent' });

let server: TestPostgres;
let listener: pg.Client;
const heard: { readonly from: number; readonly queue: string }[] = [];

beforeAll(async () => {
  server = await startTestPostgres();
  listener = new pg.Client({ connectionString: server.url });
  await listener.connect();
  listener.on('notification', ({ processId, payload = '' }) => {
    heard.push({ from: processId, queue: payload.split(' ').at(-1) ?? '' });
  });
  await listener.query('listen keyturn_wake');
});
afterAll(async () => {
  await listener.end();
  await server.stop();
});

it('a burst is one notification a queue, and all of them come from one connection', async () => {
  const notifier = createNotifier(server.url, log);
  await notifier.start(() => {});
  try {
    for (let n = 0; n < 100; n += 1) {
      notifier.say('run');
      notifier.say('delivery');
    }
    await eventually(() => expect(heard).toHaveLength(2));
    // Whatever else was said would have come by now.
    await new Promise((resolve) => setTimeout(resolve, 100));
    notifier.say('run');
    await eventually(() => expect(heard.at(2)?.queue).toBe('run'));
    expect(heard.map(({ queue }) => queue)).toEqual(['run', 'delivery', 'run']);
    expect(new Set(heard.map(({ from }) => from)).size).toBe(1);
  } finally {
    await notifier.stop();
  }
});
