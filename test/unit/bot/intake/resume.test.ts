import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createIntake, type Intake } from '../../../../src/bot/intake/intake.ts';
import { createResume, type Resume } from '../../../../src/bot/intake/resume.ts';
import type { Inbound } from '../../../../src/chat/inbound.ts';
import {
  type ChatPlatform,
  DeliveryError,
  type Recalled,
  type Responder,
} from '../../../../src/chat/port.ts';
import type { Database } from '../../../../src/store/database.ts';
import { type Swept, testBackground } from '../../../support/background.ts';
import { manualClock } from '../../../support/clock.ts';
import { openTestDatabase } from '../../../support/database.ts';

const clock = manualClock();
const log = pino({ level: 'silent' });
let db: Database;
beforeAll(async () => {
  db = await openTestDatabase(clock);
});
afterAll(() => db.close());

const responder: Responder = { openForm: async () => {}, reply: async () => undefined };

const recalled = (id: string): Recalled => {
  const at = { platform: 'slack', workspace: 'T1' } as const;
  const inbound = { id, place: { ...at, channel: 'C1' }, account: { ...at, id: 'U1' }, type: 'button' };
  return { inbound: inbound as Inbound, responder };
};

describe('deliveries that a process left behind', () => {
  let number = 0;
  let id: string;
  let done: string[];
  let told: string[];
  let reached: boolean;
  /** Whether nobody can be told anything. */
  let deaf: boolean;

  /** A process over the same database. */
  function process(of: Database = db): { intake: Intake; resume: Swept<Resume>; atStart(): Promise<void> } {
    const background = testBackground();
    const intake = createIntake(of, log);
    const platform = {
      id: 'slack',
      async recall(kept: unknown) {
        if (!reached) throw new Error('not reached yet');
        return recalled((kept as { id: string }).id);
      },
    } as unknown as ChatPlatform;
    const resume = createResume({
      db,
      clock,
      background,
      log,
      platforms: [platform],
      intake,
      async resume({ inbound, responder }) {
        await intake.once(inbound, responder, async () => void done.push(inbound.id));
        await intake.settled();
      },
      async refuse({ inbound }, { code }) {
        if (deaf) throw new DeliveryError('unavailable', 'the answer of the platform was lost');
        told.push(`${inbound.id} ${code}`);
      },
    });
    const settled = async (begun: Promise<void>): Promise<void> => {
      await begun;
      await background.settled();
    };
    return {
      intake,
      resume: { ...resume, swept: () => settled(resume.sweep()) },
      atStart: async () => settled(resume.atStart(await db.read((reader) => reader.now()))),
    };
  }

  beforeEach(async () => {
    // What the test before left is too old to be looked at again, and told about in its sweep.
    number += 1;
    id = `d${number}`;
    [done, told, reached, deaf] = [[], [], true, false];
    await process().intake.take({ platform: 'slack', workspace: 'T1', id, kept: { id } });
  });

  it('are done by whoever comes, once, after the time that a living process would have taken', async () => {
    const [one, other] = [process(), process()];
    clock.advance(5_000);
    await one.resume.swept();
    expect(done).toEqual([]);
    clock.advance(20_000);
    await Promise.all([one, other].map(({ resume }) => resume.swept()));
    clock.advance(20_000);
    await one.resume.swept();
    expect(done).toEqual([id]);
    expect(told).toEqual([]);
  });

  it('are done at once at the start of a process that is alone', async () => {
    clock.advance(1);
    await process().atStart();
    expect(done).toEqual([id]);
  });

  it('are left to the process that is at work on them', async () => {
    const { promise: work, resolve: end } = Promise.withResolvers<void>();
    const { intake } = process();
    const working = intake.once(recalled(id).inbound, responder, () => work);
    await expect
      .poll(async () => process().intake.once(recalled(id).inbound, responder, async () => {}))
      .toBeDefined();
    clock.advance(60_000);
    await process().resume.swept();
    expect(told).toEqual([]);
    end();
    await working;
    await intake.settled();
  });

  it('are told about when somebody had begun: nobody knows what became of them', async () => {
    void process().intake.once(recalled(id).inbound, responder, () => new Promise(() => {}));
    await expect
      .poll(async () => process().intake.once(recalled(id).inbound, responder, async () => {}))
      .toBeDefined();
    clock.advance(121_000);
    const [one, other] = [process(), process()];
    clock.advance(6_000);
    await Promise.all([one, other].map(({ resume }) => resume.swept()));
    expect(done).toEqual([]);
    expect(told).toEqual([`${id} delivery.cut-short`]);
  });

  it('are not told about by the process that is at work on them, however long it takes', async () => {
    const { promise: work, resolve: end } = Promise.withResolvers<void>();
    const { intake, resume } = process();
    const working = intake.once(recalled(id).inbound, responder, () => work);
    await expect
      .poll(async () => process().intake.once(recalled(id).inbound, responder, async () => {}))
      .toBeDefined();
    clock.advance(121_000);
    await resume.swept();
    expect(told).toEqual([]);
    end();
    await working;
    await intake.settled();
  });

  it('are not told about when they are done, and the database was away when that should be written down', async () => {
    let isAway = false;
    const flaky: Database = {
      ...db,
      read: (work, options) =>
        isAway ? Promise.reject(new Error('the database is away')) : db.read(work, options),
    };
    const { intake, resume } = process(flaky);
    await intake.once(recalled(id).inbound, responder, async () => {
      isAway = true;
    });
    await intake.settled();
    isAway = false;
    clock.advance(121_000);
    await resume.swept();
    // It is written down by now: another process has nothing to tell either.
    clock.advance(121_000);
    await process().resume.swept();
    expect(told).toEqual([]);
  });

  it('are told about when their work failed, and that could not be told', async () => {
    const { intake } = process();
    const failing = intake.once(recalled(id).inbound, responder, () =>
      Promise.reject(new Error('nobody could be told')),
    );
    await expect(failing).rejects.toThrow('nobody could be told');
    await intake.settled();
    clock.advance(121_000);
    await process().resume.swept();
    expect(told).toEqual([`${id} delivery.cut-short`]);
  });

  it('are told about later when nobody could be told at first, and then no more', async () => {
    void process().intake.once(recalled(id).inbound, responder, () => new Promise(() => {}));
    await expect
      .poll(async () => process().intake.once(recalled(id).inbound, responder, async () => {}))
      .toBeDefined();
    deaf = true;
    const { resume } = process();
    clock.advance(121_000);
    await resume.swept();
    expect(told).toEqual([]);
    deaf = false;
    for (let times = 0; times < 3; times += 1) {
      clock.advance(121_000);
      await resume.swept();
    }
    expect(told).toEqual([`${id} delivery.cut-short`]);
  });

  it('are told about, and not done, when they are too old to be wanted still', async () => {
    clock.advance(15 * 60_000 + 1);
    await process().atStart();
    expect(done).toEqual([]);
    expect(told).toEqual([`${id} delivery.stale`]);
  });

  it('are told about later as too old, and never as begun, when nobody could be told of that at first', async () => {
    deaf = true;
    const [one, other] = [process(), process()];
    clock.advance(15 * 60_000 + 1);
    await one.resume.swept();
    deaf = false;
    // It is with the first for as long as that may be at it.
    clock.advance(6_000);
    await other.resume.swept();
    expect(told).toEqual([]);
    for (let times = 0; times < 3; times += 1) {
      clock.advance(121_000);
      await Promise.all([one, other].map(({ resume }) => resume.swept()));
    }
    expect(done).toEqual([]);
    expect(told).toEqual([`${id} delivery.stale`]);
  });

  it('are given up when they are too old and their platform does not know them any more', async () => {
    reached = false;
    clock.advance(15 * 60_000 + 1);
    await process().atStart();
    reached = true;
    deaf = false;
    clock.advance(6_000);
    await process().atStart();
    expect([done, told]).toEqual([[], []]);
  });

  it('wait for a platform that cannot be reached', async () => {
    reached = false;
    clock.advance(1);
    const { resume, atStart } = process();
    await atStart();
    expect(done).toEqual([]);
    reached = true;
    clock.advance(16_000);
    await resume.swept();
    expect(done).toEqual([id]);
  });
});
