import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openCard, setDesired } from '../../../../../src/bot/delivery/cards/store.ts';
import { createDelivery, type Delivery } from '../../../../../src/bot/delivery/worker.ts';
import type { Card } from '../../../../../src/chat/card.ts';
import type { Place } from '../../../../../src/chat/inbound.ts';
import type { ChatPlatform } from '../../../../../src/chat/port.ts';
import { systemClock } from '../../../../../src/clock.ts';
import type { Database } from '../../../../../src/store/database.ts';
import { scriptedReceiver } from '../../../../contract/scripted-receiver.ts';
import { inBackground, type Swept } from '../../../../support/background.ts';
import { manualClock } from '../../../../support/clock.ts';
import { openTestDatabase } from '../../../../support/database.ts';
import { fakeJobs } from '../../../../support/jobs.ts';
import { openSlackHarness, type SlackHarness } from '../../../../support/slack/harness.ts';
import { silent } from '../../../../support/slack/silent.ts';
import { BOT_USER, CHANNEL } from '../../../../support/slack/state.ts';

const clock = manualClock();
const RUNS = ['run/1', 'run/2', 'run/3', 'run/4', 'run/5'];
const OTHER = 'C0OTHER01';
/** Edits of a burst that only urgent cards may use. */
const KEPT_BACK = 5;

describe('many cards that change at once in Slack', () => {
  let db: Database;
  let harness: SlackHarness;
  let workers: Swept<Delivery>[];
  beforeAll(async () => {
    db = await openTestDatabase(clock);
  });
  beforeEach(async () => {
    await db.transact((tx) => tx.orm.execute(sql`truncate card, outbox, destination_pause, edit_pace`));
    harness = await openSlackHarness('http', systemClock, { now: () => clock.now().getTime() });
    const members = new Set([BOT_USER, harness.ana.id]);
    harness.fake.state.channels.set(OTHER, { id: OTHER, name: 'other', members, archived: false });
    await harness.platform.start(scriptedReceiver());
    workers = [worker()];
  });
  afterEach(async () => {
    await Promise.all(workers.map((one) => one.stop()));
    await harness.close();
  });
  afterAll(() => db.close());

  function worker(platform: ChatPlatform = harness.platform): Swept<Delivery> {
    return inBackground((background) =>
      createDelivery({
        db,
        background,
        jobs: fakeJobs(),
        platforms: [platform],
        log: silent,
        fallback: () => undefined,
        called: ({ channel }) => `#${channel}`,
        random: () => 0.5,
      }),
    );
  }

  /** What the cards of these subjects say from now on: `title` of each. */
  async function show(
    subjects: readonly string[],
    title: (subject: string) => string,
    { urgent = false, channel = CHANNEL } = {},
  ): Promise<void> {
    const place: Place = { ...harness.place, channel };
    await db.transact(async (tx) => {
      for (const subject of subjects) {
        const { id } = await openCard(tx, subject, place, '', await tx.now());
        const digest = title(subject);
        const desired: Card = { title: digest, tone: 'progress', blocks: [], controls: [] };
        await setDesired(tx, [{ id, desired, digest, urgent, live: true }]);
      }
    });
  }
  const line = (at: number) => (run: string) => `${run}: line ${at}`;

  /** One second of the world, in which every worker looks. */
  async function second(): Promise<void> {
    await Promise.all(workers.map((one) => one.swept()));
    clock.advance(1_000);
  }

  const titles = (channel = CHANNEL) =>
    harness.fake.state.messages
      .filter((one) => one.channel === channel)
      .map(({ text }) => text.split('\n', 1)[0])
      .toSorted();
  const updates = () => harness.fake.api.calls.filter(({ method }) => method === 'chat.update').length;

  it('5.15 stay within what Slack takes, and end as they are: five runs for two minutes', async () => {
    for (let at = 0; at < 120; at += 1) {
      await show(RUNS, line(at));
      await second();
    }
    await show(RUNS, (run) => `${run}: done`);
    for (let at = 0; at < 15; at += 1) await second();
    expect(titles()).toEqual(RUNS.map((run) => `${run}: done`));
    expect(harness.fake.api.limited).toEqual([]);
    // All of what may be used is used, and all cards have their share.
    expect(updates()).toBeGreaterThan(70);
  });

  it('would be refused by Slack if nobody kept to that', async () => {
    const { edits: _pace, ...limits } = harness.platform.limits;
    workers = [worker({ ...harness.platform, limits })];
    for (let at = 0; at < 30; at += 1) {
      await show(RUNS, line(at));
      await second();
    }
    expect(harness.fake.api.limited).toContain('chat.update');
  });

  it('5.15 count together where several processes and channels share a workspace', async () => {
    workers.push(worker());
    for (let at = 0; at < 90; at += 1) {
      await show(RUNS, line(at));
      await show(RUNS, line(at), { channel: OTHER });
      await second();
    }
    for (let at = 0; at < 30; at += 1) await second();
    expect(titles()).toEqual(RUNS.map((run) => `${run}: line 89`));
    expect(titles(OTHER)).toEqual(titles());
    expect(harness.fake.api.limited).toEqual([]);
  });

  it('5.15 let what is urgent pass at once', async () => {
    await show(['request/urgent'], () => 'stop: asked', { urgent: true });
    for (let at = 0; at < 40; at += 1) {
      await show(RUNS, line(at));
      await second();
    }
    await show(['request/urgent'], () => 'stop: done', { urgent: true });
    await second();
    expect(titles()).toContain('stop: done');
    expect(titles()).not.toEqual(expect.arrayContaining(RUNS.map((run) => `${run}: line 39`)));
  });

  it('5.16 are edited when their turn comes, without a wake-up', async () => {
    for (let at = 0; at < 20; at += 1) {
      await show(RUNS, line(at));
      await second();
    }
    const { burst, everyMs } = harness.platform.limits.edits ?? { burst: 0, everyMs: 0 };
    const turnMs = 3_000;
    const fullAt = clock.now().getTime() + turnMs + (burst - 1 - KEPT_BACK) * everyMs;
    await db.transact((tx) =>
      tx.orm.execute(sql`update edit_pace set full_at = ${new Date(fullAt).toISOString()}`),
    );
    const before = updates();
    await show(RUNS, () => 'done');
    await workers[0]?.work(`slack/${harness.place.workspace}/${CHANNEL}`);
    expect(updates()).toBe(before);
    clock.advance(turnMs);
    await expect.poll(() => updates()).toBeGreaterThan(before);
    expect(titles()).toContain('done');
  });
});
