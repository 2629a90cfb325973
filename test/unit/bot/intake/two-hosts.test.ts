import pino from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createIntake } from '../../../../src/bot/intake/intake.ts';
import { createResume } from '../../../../src/bot/intake/resume.ts';
import type { Inbound } from '../../../../src/chat/inbound.ts';
import type { ChatPlatform, Responder } from '../../../../src/chat/port.ts';
import type { Database } from '../../../../src/store/database.ts';
import { inBackground } from '../../../support/background.ts';
import { manualClock } from '../../../support/clock.ts';
import { openTestPostgres } from '../../../support/database.ts';

const HOUR_MS = 3_600_000;
const log = pino({ level: 'silent' });
const responder: Responder = { openForm: async () => {}, reply: async () => undefined };

describe('deliveries between two hosts whose clocks are an hour apart', () => {
  const clock = manualClock();
  let db: Database;
  beforeAll(async () => {
    db = await openTestPostgres(clock);
  });
  afterAll(() => db.close());
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ['behind', -HOUR_MS],
    ['ahead', HOUR_MS],
  ])('are judged by the clock that both share: the host that took it is %s', async (way, offMs) => {
    const id = `click-${way}`;
    const at = { platform: 'slack', workspace: 'T1' } as const;
    const inbound = { id, place: { ...at, channel: 'C1' }, account: { ...at, id: 'U1' }, type: 'button' };
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + offMs });
    await createIntake(db, log).take({ ...at, id, kept: { id } });
    vi.useRealTimers();
    const done: string[] = [];
    const told: string[] = [];
    const recall = async () => ({ inbound: inbound as Inbound, responder });
    const other = inBackground((background) =>
      createResume({
        db,
        clock,
        background,
        log,
        platforms: [{ id: 'slack', recall } as unknown as ChatPlatform],
        intake: createIntake(db, log),
        resume: async ({ inbound: { id: left } }) => void done.push(left),
        refuse: async (_left, { code }) => void told.push(code),
      }),
    );
    await other.swept();
    expect([done, told]).toEqual([[], []]);
    clock.advance(20_000);
    await other.swept();
    expect([done, told]).toEqual([[id], []]);
    clock.advance(16 * 60_000);
    await other.swept();
    expect(told).toEqual(['delivery.stale']);
  });
});
