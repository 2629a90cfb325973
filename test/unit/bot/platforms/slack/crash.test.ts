import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openCard, setDesired } from '../../../../../src/bot/delivery/cards/store.ts';
import type { Content } from '../../../../../src/bot/delivery/outbox/row.ts';
import { enqueue } from '../../../../../src/bot/delivery/outbox/store.ts';
import { createDelivery, type Delivery } from '../../../../../src/bot/delivery/worker.ts';
import type { Card } from '../../../../../src/chat/card.ts';
import { systemClock } from '../../../../../src/clock.ts';
import type { Database } from '../../../../../src/store/database.ts';
import { migrate } from '../../../../../src/store/migrate.ts';
import { openPostgres } from '../../../../../src/store/postgres.ts';
import { scriptedReceiver } from '../../../../contract/scripted-receiver.ts';
import { inBackground, type Swept } from '../../../../support/background.ts';
import { startTestPostgres, type TestPostgres } from '../../../../support/database.ts';
import { fakeJobs } from '../../../../support/jobs.ts';
import { openSlackHarness, type SlackHarness } from '../../../../support/slack/harness.ts';
import { silent } from '../../../../support/slack/silent.ts';

const PROCESS = fileURLToPath(new URL('../../../../support/slack/delivery-process.ts', import.meta.url));
const card = (title: string): Card => ({ title, tone: 'neutral', blocks: [], controls: [] });

describe('a process that is killed after Slack took a message, and before it noted that', () => {
  let server: TestPostgres;
  let db: Database;
  let harness: SlackHarness;
  let delivery: Swept<Delivery>;
  beforeAll(async () => {
    server = await startTestPostgres();
    db = openPostgres(server.url, systemClock);
    await migrate(db);
    harness = await openSlackHarness('http');
    await harness.platform.start(scriptedReceiver());
    delivery = inBackground((background) =>
      createDelivery({
        db,
        background,
        jobs: fakeJobs(),
        platforms: [harness.platform],
        log: silent,
        fallback: () => undefined,
        called: ({ channel }) => `#${channel}`,
        random: () => 0.5,
      }),
    );
  });
  beforeEach(async () => {
    await db.transact((tx) => tx.orm.execute(sql`truncate card, outbox`));
    harness.fake.state.messages.length = 0;
  });
  afterAll(async () => {
    await delivery.stop();
    await harness.close();
    await db.close();
    await server.stop();
  });

  const looks = () =>
    harness.fake.api.calls.filter(({ args }) => args.include_all_metadata !== undefined).length;
  const shown = () => harness.fake.state.messages.filter((one) => !one.deleted);

  async function killed(after: 'after-send' | 'after-send#2'): Promise<void> {
    const env = { ...process.env, KEYTURN_CRASH_AT: after };
    const child = spawn(process.execPath, [PROCESS, server.url, harness.fake.apiUrl], {
      env,
      stdio: 'inherit',
    });
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  }

  /** As at the start of the next process. */
  async function goOn(): Promise<void> {
    await delivery.abandonLeases();
    await delivery.swept();
  }

  async function show(title: string): Promise<number> {
    return db.transact(async (tx) => {
      const row = await openCard(tx, 'request/apr-1', harness.place, '', await tx.now());
      await setDesired(tx, [{ id: row.id, desired: card(title), digest: title, urgent: false, live: true }]);
      return row.id;
    });
  }

  async function say(content: Content, cardId?: number): Promise<void> {
    await db.transact(async (tx) => {
      const message = { key: 'k', place: harness.place, content, urgent: false, live: true };
      await enqueue(tx, cardId === undefined ? message : { ...message, cardId }, await tx.now());
    });
  }

  async function states(): Promise<readonly string[]> {
    const rows = await db.transact((tx) => tx.orm.execute(sql`select state from outbox`));
    return (rows as unknown as { state: string }[]).map(({ state }) => state);
  }

  it('5.15 leaves a message that is there once, and is found', async () => {
    await say({ type: 'card', card: card('page') });
    const before = looks();
    await killed('after-send');
    expect([shown().length, looks() - before]).toEqual([1, 0]);
    await goOn();
    expect([shown().length, looks() - before]).toEqual([1, 1]);
    expect(await states()).toEqual(['sent']);
  });

  it('5.15 leaves a card that is there once, and shows what holds now', async () => {
    await show('old');
    await killed('after-send');
    await show('new');
    await goOn();
    expect(shown().map(({ text }) => text)).toEqual(['new']);
  });

  it('5.15 leaves a file that is there once', async () => {
    const id = await show('run');
    await say({ type: 'thread', thread: { text: 'log', file: { name: 'run.log', content: 'ok' } } }, id);
    await killed('after-send#2');
    expect(shown()).toHaveLength(2);
    await goOn();
    expect(shown().flatMap(({ files }) => files.map(({ title }) => title))).toEqual(['run.log']);
    expect(await states()).toEqual(['sent']);
  });
});
