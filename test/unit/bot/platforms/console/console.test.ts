import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Console } from '../../../../../src/bot/platforms/console/console.ts';
import type { MessageRef } from '../../../../../src/chat/inbound.ts';
import { systemClock } from '../../../../../src/clock.ts';
import type { Database } from '../../../../../src/store/database.ts';
import { clientOf } from '../../../../support/console/client.ts';
import { healthCard, requestCard } from '../../../../support/console/fixtures.ts';
import { emptyConsole, openConsole } from '../../../../support/console/open.ts';
import type { ScriptedReceiver } from '../../../../support/console/receiver.ts';
import { openTestDatabase } from '../../../../support/database.ts';

const place = { platform: 'console', workspace: 'local', channel: 'ops-twist' } as const;
const channel = 'ops-twist';

describe('the console', () => {
  let db: Database;
  let platform: Console;
  let receiver: ScriptedReceiver;
  beforeAll(async () => {
    db = await openTestDatabase(systemClock);
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    await emptyConsole(db);
    ({ platform, receiver } = await openConsole(db));
  });
  afterEach(async () => {
    await platform.stop();
  });

  const ana = () => clientOf(platform, 'ana');
  const ben = () => clientOf(platform, 'ben');

  it('5.15 never posts twice for one key', async () => {
    const refs = await Promise.all([
      platform.post(place, healthCard, 'card-1'),
      platform.post(place, healthCard, 'card-1'),
    ]);
    expect(refs[0]).toEqual(refs[1]);
    expect(await platform.post(place, healthCard, 'card-1')).toEqual(refs[0]);
    expect(await ana().messages(channel)).toHaveLength(1);
  });

  it('5.16 edits in place, and says gone when somebody deleted the message', async () => {
    const ref = await platform.post(place, requestCard('pending'), 'card-1');
    await platform.edit(ref, requestCard('approved', 'Ben'));
    expect((await ana().messages(channel))[0]?.body).toMatchObject({ card: { tone: 'success' } });

    await ana().post('/delete', { message: ref.message });
    await expect(platform.edit(ref, healthCard)).rejects.toMatchObject({ kind: 'gone' });
    await expect(platform.reply(ref, { text: 'more' }, 'reply-1')).rejects.toMatchObject({ kind: 'gone' });
    expect(await ana().messages(channel)).toEqual([]);
  });

  it.each([
    ['a number that is none', '/channels/ops-twist/messages?as=ana&before=abc'],
    ['a number with a fraction', '/channels/ops-twist/messages?as=ana&before=1.5'],
    ['a number beyond all that is counted', '/channels/ops-twist/messages?as=ana&before=9007199254740993'],
    ['no number', '/channels/ops-twist/messages?as=ana&before='],
    ['a number below zero', '/stream?as=ana&since=-1'],
    ['a revision that is none', '/stream?as=ana&since=abc'],
    ['a zero character in a channel', '/channels/a%00b/messages?as=ana'],
    ['a zero character in a message', '/messages/a%00b?as=ana'],
    ['a zero character in a file', '/messages/a%00b/file?as=ana'],
    ['a zero character in the log', '/log/a%00b'],
  ])('refuses an address as what it is, not as a fault of ours, where it holds %s', async (_what, path) => {
    const asked = new AbortController();
    const answer = await fetch(`${platform.url}/api${path}`, { signal: asked.signal });
    const { status } = answer;
    asked.abort();
    await answer.body?.cancel().catch(() => {});
    expect([400, 404, 422], `${status}`).toContain(status);
  });

  it.each([
    ['/delete', { id: 'd-1234567', message: 'a\0b' }],
    ['/delete', { id: 'd-1234567', message: 'a\ud800' }],
    ['/read', { channel: 'a\0b', seq: 1 }],
    ['/read', { channel, seq: 2 ** 53 }],
    ['/reaction', { id: 'd-1234567', message: 'a\0b', emoji: '👍', added: true }],
    ['/click', { id: 'd-1234567', message: 'a\0b', nonce: 'n' }],
    ['/click', { id: 'd-1234567', message: 'm', nonce: 'a\0b' }],
    ['/message', { id: 'd-1234567', channel: 'a\0b', text: 'hello' }],
  ])('refuses what could not be kept by its form, and says so: %s %j', async (path, body) => {
    const answer = await fetch(`${platform.url}/api${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: platform.url },
      body: JSON.stringify({ as: 'ana', ...body }),
    });
    expect(await answer.json()).toMatchObject({ refusal: { code: 'console.malformed' } });
    expect(answer.status).toBe(400);
  });

  it('says which channel does not exist', async () => {
    const elsewhere = { ...place, channel: 'nowhere' };
    await expect(platform.post(elsewhere, healthCard, 'card-1')).rejects.toMatchObject({
      kind: 'no-channel',
      message: expect.stringContaining('nowhere'),
    });
  });

  it('5.17 rejects a card that is over its limits', async () => {
    const long = { ...healthCard, blocks: [{ type: 'text', text: 'x'.repeat(9000) } as const] };
    await expect(platform.post(place, long, 'card-1')).rejects.toMatchObject({ kind: 'rejected' });
  });

  it('5.17 keeps NUL and lone surrogates that a program printed, and shows hidden characters', async () => {
    const text = 'a\u0000b \u202Eevil \uD800';
    await platform.post(place, { ...healthCard, blocks: [{ type: 'code', text }] }, 'card-1');
    const [message] = await ana().messages(channel);
    expect(JSON.stringify(message?.body)).toContain('a\\\\u0000b \\\\u202Eevil \\\\uD800');
  });

  it('puts replies and files into the thread, once for each key', async () => {
    const ref = await platform.post(place, requestCard('pending'), 'card-1');
    const content = { text: 'All of it:', file: { name: 'output ü.txt', content: 'one\u0000two' } };
    const first = await platform.reply(ref, content, 'output-1');
    expect(await platform.reply(ref, content, 'output-1')).toEqual(first);

    const [reply, ...others] = await ana().thread(ref.message);
    expect(others).toEqual([]);
    expect(reply).toMatchObject({ file: { name: 'output ü.txt', bytes: 7 }, thread: ref.message });
    expect((await ana().messages(channel))[0]).toMatchObject({ replies: 1 });

    const file = await fetch(`${platform.url}/api/messages/${first.message}/file?as=ben`);
    expect(file.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''output%20%C3%BC.txt");
    expect(await file.text()).toBe('one\u0000two');
  });

  it('hands over who did what, where, and answers quietly to that persona alone', async () => {
    await ana().post('/command', { channel, path: ['twist', 'health'], options: {} });
    expect(receiver.received[0]).toMatchObject({
      type: 'command',
      account: { platform: 'console', workspace: 'local', id: 'ana' },
      displayName: 'Ana',
      human: true,
      place,
      path: ['twist', 'health'],
    });
    expect((await ana().messages(channel))[0]).toMatchObject({
      onlyYou: true,
      cause: { persona: 'ana', text: '/twist health' },
    });
    expect(await ben().messages(channel)).toEqual([]);
  });

  it('does not let others click, read or fetch what is quiet', async () => {
    await ana().post('/command', { channel, path: ['twist', 'health'], options: {} });
    const message = (await ana().messages(channel))[0]?.id ?? '';
    const clicked = await ben().post('/click', { message, nonce: 'approve' });
    expect(clicked).toMatchObject({ status: 422, body: { refusal: { code: 'console.unknown-message' } } });
    expect((await fetch(`${platform.url}/api/messages/${message}?as=ben`)).status).toBe(422);
    expect(receiver.received).toHaveLength(1);
  });

  it('5.2 says of a bot account that it is not human', async () => {
    const ref = await platform.post(place, requestCard('pending'), 'card-1');
    await clientOf(platform, 'deploybot').post('/click', { message: ref.message, nonce: 'details' });
    await clientOf(platform, 'deploybot').post('/reaction', {
      message: ref.message,
      emoji: '✅',
      added: true,
    });
    expect(receiver.received.map((inbound) => inbound.human)).toEqual([false, false]);
    expect(await platform.reactions(ref)).toMatchObject([{ emoji: '✅', human: false }]);
  });

  it('opens a form, opens it again with errors, and takes it', async () => {
    const opened = await ana().post('/command', { channel, path: ['twist', 'reset'], options: {} });
    expect(opened.body.form?.nonce).toBe('reason-form');
    const again = await ana().post('/form', { channel, nonce: 'reason-form', values: { reason: 'hm' } });
    expect(again.body.form?.fields[0]?.error).toBe('Write at least five characters.');
    const taken = await ana().post('/form', {
      channel,
      nonce: 'reason-form',
      values: { reason: 'verified' },
    });
    expect(taken.body.form).toBeUndefined();
    expect(await ben().messages(channel)).toHaveLength(1);
  });

  it('hands a repeated delivery over with the same id', async () => {
    const body = { channel, path: ['twist', 'health'], options: {} };
    await ana().post('/command', body, 'delivery-1');
    await ana().post('/command', body, 'delivery-1');
    expect(receiver.received).toHaveLength(1);
    expect(await ana().messages(channel)).toHaveLength(1);
  });

  it('5.6 lists reactions as they are now', async () => {
    const ref = await platform.post(place, requestCard('pending'), 'card-1');
    const react = (added: boolean) => ana().post('/reaction', { message: ref.message, emoji: '✅', added });
    await react(true);
    await react(true);
    await ben().post('/reaction', { message: ref.message, emoji: '✅', added: true });
    expect((await platform.reactions(ref)).map(({ account }) => account?.id)).toEqual(['ana', 'ben']);
    await react(false);
    expect((await platform.reactions(ref)).map(({ account }) => account?.id)).toEqual(['ben']);
    expect(receiver.received.map((inbound) => inbound.type === 'reaction' && inbound.added)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('takes only the reactions that it offers', async () => {
    const ref = await platform.post(place, requestCard('pending'), 'card-1');
    const answer = await ana().post('/reaction', { message: ref.message, emoji: '💣', added: true });
    expect(answer).toMatchObject({ status: 400, body: { refusal: { code: 'console.malformed' } } });
  });

  it('5.20 shows what the bot refuses, and keeps the words of a bug to the log', async () => {
    const refused = await ana().post('/command', { channel, path: ['ops', 'status'], options: {} });
    expect(refused).toMatchObject({ status: 422, body: { refusal: { code: 'test.refused' } } });
    receiver.received.length = 0;
    const unknown = await ana().post('/command', { channel: 'nowhere', path: ['x'], options: {} });
    expect(unknown).toMatchObject({ status: 422, body: { refusal: { code: 'console.unknown-channel' } } });
  });

  it('passes 100 kB of text on and refuses more than 1 MB', async () => {
    const long = { channel, nonce: 'reason-form', values: { reason: 'x'.repeat(100_000) } };
    expect((await ana().post('/form', long)).status).toBe(200);
    const tooLong = { channel, nonce: 'reason-form', values: { reason: 'x'.repeat(1_100_000) } };
    expect(await ana().post('/form', tooLong)).toMatchObject({
      status: 413,
      body: { refusal: { code: 'console.too-large' } },
    });
  });

  it('answers completions', async () => {
    const query = { channel, path: ['ops', 'run'], option: 'action', text: 'decay', options: {} };
    expect(await ana().complete(query)).toEqual([
      { value: 'twist/decay/execute', label: 'twist/decay/execute' },
    ]);
  });

  it('counts what a persona has not read, and remembers what they have', async () => {
    type State = { channels: { id: string; unread: number }[] };
    const unreadOf = async (): Promise<number | undefined> =>
      (await ben().get<State>('/state?as=ben')).channels[0]?.unread;
    await platform.post(place, healthCard, 'card-1');
    await platform.post(place, healthCard, 'card-2');
    await ben().post('/message', { channel, text: 'I look at it' });
    expect(await unreadOf()).toBe(2);
    const seq = (await ben().messages(channel)).at(-1)?.seq ?? 0;
    const { status } = await post('/read', { as: 'ben', channel, seq });
    expect(status).toBe(200);
    expect(await unreadOf()).toBe(0);
  });

  it('knows the roles that the platform itself gives, and none of a stranger', async () => {
    const account = { platform: 'console', workspace: 'local', id: 'ben' } as const;
    expect(await platform.rolesOf(account)).toEqual(['sre']);
    expect(await platform.rolesOf({ ...account, id: 'nobody' })).toEqual([]);
    expect(await platform.rolesOf({ ...account, platform: 'slack' })).toEqual([]);
  });

  it('loses nothing in a restart', async () => {
    const ref: MessageRef = await platform.post(place, requestCard('pending'), 'card-1');
    await ana().post('/reaction', { message: ref.message, emoji: '👀', added: true });
    await platform.reply(ref, { text: 'Under it' }, 'reply-1');
    const before = await ana().messages(channel);
    await platform.stop();

    ({ platform, receiver } = await openConsole(db));
    expect(await ana().messages(channel)).toEqual(before);
    expect(await platform.post(place, requestCard('pending'), 'card-1')).toEqual(ref);
    await platform.edit(ref, requestCard('rejected', 'Ben'));
    expect(await ana().thread(ref.message)).toHaveLength(1);
  });

  const post = (path: string, body: object): Promise<Response> =>
    fetch(`${platform.url}/api${path}`, {
      method: 'POST',
      headers: { Origin: platform.url },
      body: JSON.stringify(body),
    });
});
