import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDispatcher } from '../../../src/bot/dispatcher.ts';
import type { Guard } from '../../../src/bot/guards/guard.ts';
import { type IdentifyDeps, identify } from '../../../src/bot/guards/identify.ts';
import { type Card, cardText } from '../../../src/chat/card.ts';
import type { Inbound } from '../../../src/chat/inbound.ts';
import { DeliveryError } from '../../../src/chat/port.ts';
import { systemClock } from '../../../src/clock.ts';
import type { Reply } from '../../../src/commands/command.ts';
import { Fault, OpsError, type Refusal } from '../../../src/errors.ts';
import { createDoubts } from '../../../src/people/service/doubts.ts';
import type { Database } from '../../../src/store/database.ts';
import { account, memoryChat, memoryPlatform, placeIn } from '../../support/chat/memory-platform.ts';
import { openTestDatabase } from '../../support/database.ts';

const IN_DOUBT = 'may or may not have been done';
const inbound: Inbound = {
  id: 'd1',
  account: account('ana'),
  displayName: 'Ana',
  human: true,
  place: placeIn('ops'),
  type: 'command',
  path: ['ops', 'help'],
  options: {},
};
const form: Reply = {
  type: 'form',
  form: { title: 'Why', submit: 'Send', fields: [] },
  intent: { kind: 'x', data: {} },
};
const card: Reply = {
  type: 'card',
  card: { title: 'Done', tone: 'success', blocks: [], controls: [] },
  visibility: 'quiet',
};

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

/** What somebody is told when the platform does not take the first answers, by default one. */
async function told(
  handle: () => Promise<Reply>,
  {
    guards = [],
    lost = 1,
    unsure,
    record = async () => {},
  }: { guards?: readonly Guard[]; lost?: number; unsure?: Refusal; record?: () => Promise<void> } = {},
): Promise<string> {
  const shown: Card[] = [];
  let left = lost;
  const take = (): void => {
    if (left > 0) {
      left -= 1;
      throw new DeliveryError('unavailable', 'not now');
    }
  };
  const dispatcher = createDispatcher({
    db,
    clock: systemClock,
    doubts: createDoubts(),
    log: pino({ level: 'silent' }),
    platforms: [memoryPlatform(memoryChat(['ops']))],
    handlers: { handle },
    logRefusal: record,
    intake: {
      async once(_inbound: unknown, _responder: unknown, work: () => Promise<void>) {
        if (unsure === undefined) await work();
        return unsure;
      },
    },
    guards,
  } as never);
  await dispatcher.receive(inbound, {
    openForm: async () => take(),
    async reply(answer) {
      take();
      shown.push(answer);
      return undefined;
    },
  });
  return shown.map(cardText).join('\n');
}

it('says of a form that did not open that nothing was done', async () => {
  const text = await told(async () => form);
  expect(text).toContain('Nothing was done.');
  expect(text).not.toContain(IN_DOUBT);
});

it('says of an answer that was lost that the work itself came to its end', async () => {
  const text = await told(async () => card);
  expect(text).toContain('worked on to its end');
  expect(text).not.toContain(IN_DOUBT);
});

it('says of a refusal that could not be shown that nothing was done', async () => {
  const refused = new OpsError({ code: 'x', what: 'No.', why: 'So.', next: 'Ask.' });
  expect(await told(() => Promise.reject(refused))).toContain('Nothing was done.');
});

it('says that nothing was done when who it is could not be found out', async () => {
  const broken: Guard = () => Promise.reject(new Error('the database is away'));
  const text = await told(async () => card, { guards: [broken], lost: 0 });
  expect(text).toContain('Nothing was done.');
  expect(text).not.toContain(IN_DOUBT);
});

const READ_ONLY = {
  code: 'database.read-only',
  what: 'The database was not used.',
  why: 'So.',
  next: 'Wait.',
};

it('says that nothing was done when a database that only reads kept somebody from being known', async () => {
  const db = { read: () => Promise.reject(new Fault(READ_ONLY)) } as unknown as Database;
  const people = {} as IdentifyDeps['people'];
  const look = async () => ({ doubted: new Map(), unsure: false });
  const guards = [identify({ db, people, groups: { any: () => false, look } })];
  const text = await told(async () => card, { guards, lost: 0 });
  expect(text).toContain('Nothing was done.');
  expect(text).not.toContain(IN_DOUBT);
});

it('never tells as a refusal that the database could only be read: part of it may have been done', async () => {
  const text = await told(() => Promise.reject(new Fault(READ_ONLY)), { lost: 0 });
  expect(text).toContain(IN_DOUBT);
  expect(text).not.toContain(READ_ONLY.what);
});

it.each([
  ['the log', new Error('a lock was waited for too long')],
  ['the database', new Fault(READ_ONLY)],
])('says that nothing was done where %s does not take a refusal', async (_what, failure) => {
  const refused = new OpsError({ code: 'x', what: 'No.', why: 'So.', next: 'Ask.' });
  const record = () => Promise.reject(failure);
  const text = await told(() => Promise.reject(refused), { lost: 0, record });
  expect(text).toContain('Nothing was done.');
  expect(text).not.toContain(IN_DOUBT);
});

it('leaves it in doubt where the work itself broke', async () => {
  expect(await told(() => Promise.reject(new Error('half-way')), { lost: 0 })).toContain(IN_DOUBT);
});

it('leaves it in doubt where nobody knows what became of a delivery, and that could not be shown', async () => {
  const unsure = { code: 'delivery.interrupted', what: 'It came before.', why: 'So.', next: 'Look.' };
  const text = await told(async () => card, { unsure });
  expect(text).toContain(IN_DOUBT);
  expect(text).not.toContain('Nothing was done.');
});
