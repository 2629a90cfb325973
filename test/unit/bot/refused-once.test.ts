import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { signForAccount } from '../../../src/bot/buttons/buttons.ts';
import { createHandlers } from '../../../src/bot/handlers.ts';
import { refusalLog } from '../../../src/bot/refusals.ts';
import type { CommandContext, Reply } from '../../../src/commands/command.ts';
import { Fault, Logged, OpsError } from '../../../src/errors.ts';
import { loggingRefusals } from '../../../src/runbook/run/service/propose.ts';
import type { Database } from '../../../src/store/database.ts';
import { account, placeIn } from '../../support/chat/memory-platform.ts';
import { openTestDatabase } from '../../support/database.ts';

const REFUSED = new OpsError({ code: 'x', what: 'No.', why: 'So.', next: 'Ask.' });
const READ_ONLY = new Fault({ code: 'database.read-only', what: 'Not used.', why: 'So.', next: 'Wait.' });

let db: Database;
let isAway: boolean;
let flaky: Database;
beforeAll(async () => {
  db = await openTestDatabase();
  flaky = {
    ...db,
    transact: (work, options) =>
      isAway ? Promise.reject(new Error('a lock was waited for too long')) : db.transact(work, options),
  };
});
afterAll(() => db.close());
beforeEach(() => {
  isAway = false;
});

/** Presses a button that works once, as often as it is asked to. */
async function button(press: () => Promise<Reply>): Promise<() => Promise<Reply>> {
  const kind = { kind: 'test', data: z.object({}), once: true, press };
  const handlers = createHandlers({
    db: flaky,
    log: pino({ level: 'silent' }),
    find: () => undefined,
    buttons: new Map([['test', kind]]),
    reactions: {},
    logRefusal: refusalLog(db),
  } as never);
  const [nonce = ''] = await db.transact(async (tx) =>
    signForAccount(tx, account('ana'), [{ kind: 'test', data: {} }], await tx.now()),
  );
  const inbound = {
    id: 'd1',
    type: 'button',
    nonce,
    message: { ...placeIn('ops'), message: 'm1' },
    account: account('ana'),
    displayName: 'Ana',
    human: true,
    place: placeIn('ops'),
  } as const;
  return () => handlers.handle({ inbound, principal: undefined }, {} as CommandContext);
}

describe('a button that works once', () => {
  it('may be used again when what it asked for was refused', async () => {
    const press = await button(() => Promise.reject(REFUSED));
    await expect(press()).rejects.toBe(REFUSED);
    await expect(press()).rejects.toBe(REFUSED);
  });

  it('tells what was refused also when it cannot be given free', async () => {
    const press = await button(async () => {
      isAway = true;
      throw REFUSED;
    });
    await expect(press()).rejects.toBe(REFUSED);
  });

  it('stays used when the database could only be read after something may have been done', async () => {
    const press = await button(() => Promise.reject(READ_ONLY));
    await expect(press()).rejects.toBe(READ_ONLY);
    await expect(press()).rejects.toMatchObject({ code: 'button.used' });
  });
});

describe('a refusal that its room is to log', () => {
  const asked = { action: 'demo:reset', requester: 'ana' };

  it('stays one when it cannot be logged, and is then logged by whoever tells it', async () => {
    const refusing = () =>
      loggingRefusals(flaky, asked, () => Promise.reject(REFUSED)).catch((error: unknown) => error);
    const logged = await refusing();
    expect(logged).toMatchObject({ refusal: REFUSED.refusal, cause: REFUSED });
    expect(logged).toBeInstanceOf(Logged);
    isAway = true;
    const unlogged = await refusing();
    expect(unlogged).toMatchObject({
      refusal: REFUSED.refusal,
      cause: { message: expect.stringContaining('lock') },
    });
    expect(unlogged).not.toBeInstanceOf(Logged);
  });

  it('is none when the database could only be read', async () => {
    isAway = true;
    const failing = loggingRefusals(flaky, asked, () => Promise.reject(READ_ONLY));
    await expect(failing).rejects.toBe(READ_ONLY);
  });
});
