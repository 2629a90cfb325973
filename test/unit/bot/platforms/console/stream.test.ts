import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Console } from '../../../../../src/bot/platforms/console/console.ts';
import { systemClock } from '../../../../../src/clock.ts';
import type { Database } from '../../../../../src/store/database.ts';
import { clientOf } from '../../../../support/console/client.ts';
import { healthCard, personas, requestCard } from '../../../../support/console/fixtures.ts';
import { emptyConsole, openConsole } from '../../../../support/console/open.ts';
import { openTestDatabase, openTestPostgres } from '../../../../support/database.ts';

const place = { platform: 'console', workspace: 'local', channel: 'ops-twist' } as const;

describe('the live stream', () => {
  let db: Database;
  let platform: Console;
  beforeAll(async () => {
    db = await openTestDatabase(systemClock);
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    await emptyConsole(db);
    ({ platform } = await openConsole(db));
  });
  afterEach(async () => {
    await platform.stop();
  });

  it('tells a change at once, and an edit again', async () => {
    const { promise: shown, resolve } = Promise.withResolvers<void>();
    const seen = clientOf(platform, 'ana').stream({ since: 0 }, (messages) => {
      resolve();
      return messages.length === 2;
    });
    const ref = await platform.post(place, requestCard('pending'), 'card-1');
    await shown;
    await platform.edit(ref, requestCard('approved', 'Ben'));
    const tones = (await seen).map(({ body }) => body?.type === 'card' && body.card.tone);
    expect(tones).toEqual(['progress', 'success']);
  });

  it('goes on after the last event that a browser has seen, across a restart', async () => {
    await platform.post(place, healthCard, 'card-1');
    const [first] = await clientOf(platform, 'ana').stream({ since: 0 }, (messages) => messages.length === 1);
    await platform.stop();
    ({ platform } = await openConsole(db));
    const ref = await platform.post(place, healthCard, 'card-2');
    await platform.reply(ref, { text: 'Under it' }, 'reply-1');
    const rest = await clientOf(platform, 'ana').stream(
      { lastEventId: first?.rev ?? -1 },
      (messages) => messages.length === 2,
    );
    expect(rest.map(({ thread }) => thread)).toEqual([ref.message, null]);
    expect(rest.at(-1)).toMatchObject({ id: ref.message, replies: 1 });
  });

  it('says that a message was deleted, without what it said', async () => {
    const ref = await platform.post(place, healthCard, 'card-1');
    await clientOf(platform, 'ana').post('/delete', { message: ref.message });
    const [gone] = await clientOf(platform, 'ben').stream({ since: 0 }, (messages) => messages.length === 1);
    expect(gone).toMatchObject({ id: ref.message, deleted: true, body: null });
  });

  it('tells whom the settings let one act as, as soon as somebody is added, and takes what they do', async () => {
    await platform.stop();
    let now: typeof personas = personas.filter(({ id }) => id !== 'ben');
    ({ platform } = await openConsole(db, { personas: () => now }));
    const command = { channel: 'ops-twist', path: ['twist', 'health'], options: {} };
    expect((await clientOf(platform, 'ben').post('/command', command)).body.refusal).toBeDefined();
    const stop = new AbortController();
    const page = await fetch(`${platform.url}/api/stream?as=ana`, { signal: stop.signal });
    let told = '';
    for await (const chunk of page.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      told += chunk;
      if (told.includes('event: personas')) now = personas;
      if (/event: personas\ndata: .*"id":"ben"/.test(told)) break;
    }
    stop.abort();
    expect((await clientOf(platform, 'ben').post('/command', command)).body.refusal).toBeUndefined();
  });

  it('keeps quiet messages from others', async () => {
    const path = ['twist', 'health'];
    await clientOf(platform, 'ana').post('/command', { channel: 'ops-twist', path, options: {} });
    await platform.post(place, healthCard, 'card-1');
    const seen = await clientOf(platform, 'ben').stream({ since: 0 }, (messages) => messages.length === 1);
    expect(seen[0]).toMatchObject({ onlyYou: false });
  });
});

describe('5.19 several processes on one Postgres', () => {
  let db: Database;
  beforeAll(async () => {
    db = await openTestPostgres(systemClock);
  });
  afterAll(() => db.close());

  it('shows every change of all of them, in one order, and one message for one key', async () => {
    const { platform: first } = await openConsole(db);
    const { platform: second } = await openConsole(db);
    const seen = clientOf(first, 'ana').stream({ since: 0 }, (messages) => messages.length === 40);
    const posts = Array.from({ length: 40 }, (_, index) => [
      first.post(place, healthCard, `card-${index}`),
      second.post(place, healthCard, `card-${index}`),
    ]).flat();
    const refs = await Promise.all(posts);
    expect(new Set(refs.map((ref) => ref.message)).size).toBe(40);
    const messages = await seen;
    expect(new Set(messages.map(({ id }) => id)).size).toBe(40);
    expect(messages.map(({ rev }) => rev)).toEqual(messages.map(({ rev }) => rev).toSorted((a, b) => a - b));
    await first.stop();
    await second.stop();
  });
});
