import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Card } from '../../../../../src/chat/card.ts';
import { DeliveryError } from '../../../../../src/chat/port.ts';
import { type ScriptedReceiver, scriptedReceiver } from '../../../../contract/scripted-receiver.ts';
import type { Fault } from '../../../../support/slack/faults.ts';
import { openSlackHarness, type SlackHarness } from '../../../../support/slack/harness.ts';
import { show } from '../../../../support/slack/shown.ts';
import { BOT_USER, CHANNEL } from '../../../../support/slack/state.ts';

const card = (title: string): Card => ({ title, tone: 'neutral', blocks: [], controls: [] });

const SHUT_OUT = [
  'account_inactive',
  'token_revoked',
  'token_expired',
  'invalid_auth',
  'not_authed',
  'team_access_not_granted',
  'org_login_required',
  'ekm_access_denied',
  'missing_scope',
] as const;

describe('messages to Slack', () => {
  let harness: SlackHarness;
  let receiver: ScriptedReceiver;
  beforeEach(async () => {
    harness = await openSlackHarness('http');
    receiver = scriptedReceiver();
    await harness.platform.start(receiver);
  });
  afterEach(() => harness.close());

  const post = (title: string, key: string) => harness.platform.post(harness.place, card(title), key);
  const titles = () => harness.fake.state.messages.map(({ text, blocks }) => show(text, blocks).text);
  const failure = async (attempt: Promise<unknown>) => {
    const error = await attempt.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof DeliveryError)) throw new Error(`no DeliveryError but ${String(error)}`);
    return [error.kind, error.retryAfterMs];
  };

  it('5.15 are not posted twice when the answer to the first try was lost', async () => {
    harness.fake.api.faults.next('chat.postMessage', { type: 'cut', done: true });
    const first = harness.platform.firstTry.post(harness.place, card('first'), 'k');
    expect(await failure(first)).toEqual(['unavailable', undefined]);
    const ref = await post('later', 'k');
    expect(titles()).toEqual(['first']);
    expect(harness.fake.state.messages[0]?.ts).toBe(ref.message);
  });

  it('5.15 are looked for only when an earlier try may have got through', async () => {
    const { firstTry } = harness.platform;
    const parent = await firstTry.post(harness.place, card('parent'), 'p');
    await firstTry.reply(parent, { text: 'one' }, 'r');
    await firstTry.reply(parent, { text: 'log', file: { name: 'run.log', content: 'ok' } }, 'f');
    const looks = () => harness.fake.api.calls.filter(({ args }) => args.include_all_metadata !== undefined);
    expect(looks()).toEqual([]);
    await post('parent', 'p');
    expect(looks().map(({ method }) => method)).toEqual(['conversations.history']);
  });

  it('5.15 are not posted twice by another process that tries again', async () => {
    harness.fake.api.faults.next('chat.postMessage', { type: 'cut', done: true });
    await failure(post('first', 'k'));
    const other = await harness.restart(receiver);
    await other.post(harness.place, card('again'), 'k');
    expect(titles()).toEqual(['first']);
  });

  it('5.15 are found among many later ones', async () => {
    const first = await post('first', 'k0');
    const { messages } = harness.fake.state;
    const [one] = messages;
    if (one === undefined) return;
    for (let n = 0; n < 450; n += 1) {
      messages.push({
        ...one,
        ts: `${Math.floor(Date.now() / 1_000) + 1}.9${String(n).padStart(5, '0')}`,
        metadata: undefined,
      });
    }
    expect(await post('first', 'k0')).toEqual(first);
  });

  it('5.15 nor is a file, whose message takes no key', async () => {
    const parent = await post('parent', 'p');
    const content = { text: 'Output', file: { name: 'run.log', content: 'ok\n' } };
    harness.fake.api.faults.next('files.completeUploadExternal', { type: 'cut', done: true });
    expect((await failure(harness.platform.reply(parent, content, 'log')))[0]).toBe('unavailable');
    const ref = await harness.platform.reply(parent, content, 'log');
    const other = await harness.platform.reply(parent, content, 'another');
    const thread = await harness.drive.seeThread(harness.ana, parent);
    expect(thread).toHaveLength(2);
    expect(harness.fake.state.files.get(ref.message)?.shared).toBe(true);
    expect(other).not.toEqual(ref);
    expect(thread[0]?.files).toEqual([{ name: 'run.log', content: 'ok\n' }]);
  });

  it('5.16 go to the thread that a message is in', async () => {
    const parent = await post('parent', 'p');
    const reply = await harness.platform.reply(parent, { text: 'one' }, 'r1');
    await harness.platform.reply(reply, { text: 'two' }, 'r2');
    expect((await harness.drive.seeThread(harness.ana, parent)).map(({ text }) => text)).toEqual([
      'one',
      'two',
    ]);
    const inThread = { ...harness.place, thread: parent.message };
    const first = await harness.platform.post(inThread, card('three'), 'r3');
    expect(await harness.platform.post(inThread, card('three'), 'r3')).toEqual(first);
    harness.fake.people.removeUnheard(CHANNEL, parent.message);
    expect((await failure(harness.platform.reply(parent, { text: 'x' }, 'r4')))[0]).toBe('gone');
  });

  it('5.17 that do not fit a message become a file', async () => {
    const parent = await post('parent', 'p');
    const text = 'line\n'.repeat(3_000);
    await harness.platform.reply(parent, { text }, 'long');
    const [reply] = await harness.drive.seeThread(harness.ana, parent);
    expect(reply?.files).toEqual([{ name: 'whole.txt', content: text }]);
  });

  it.each<[Fault, DeliveryError['kind'], number | undefined]>([
    [{ type: 'rate-limit', retryAfterS: 7 }, 'rate-limited', 7_000],
    [{ type: 'status', status: 503 }, 'unavailable', undefined],
    [{ type: 'status', status: 400 }, 'unavailable', undefined],
    [{ type: 'status', status: 403 }, 'unavailable', undefined],
    [{ type: 'status', status: 413 }, 'rejected', undefined],
    [{ type: 'cut', done: false }, 'unavailable', undefined],
    [{ type: 'error', word: 'internal_error' }, 'unavailable', undefined],
    [{ type: 'error', word: 'is_archived' }, 'no-channel', undefined],
    [{ type: 'error', word: 'is_inactive' }, 'no-channel', undefined],
    [{ type: 'error', word: 'edit_window_closed' }, 'gone', undefined],
    [{ type: 'error', word: 'invalid_blocks' }, 'rejected', undefined],
    [{ type: 'error', word: 'msg_too_long' }, 'rejected', undefined],
    [{ type: 'error', word: 'a_word_of_next_year' }, 'unavailable', undefined],
    ...['fatal_error', 'service_unavailable', 'request_timeout'].map(
      (word) =>
        [{ type: 'error', word }, 'unavailable', undefined] as [Fault, DeliveryError['kind'], undefined],
    ),
    ...SHUT_OUT.map(
      (word) => [{ type: 'error', word }, 'shut-out', undefined] as [Fault, DeliveryError['kind'], undefined],
    ),
  ])('fail as %o says: %s', async (fault, kind, retryAfterMs) => {
    harness.fake.api.faults.next('chat.postMessage', fault);
    expect(await failure(post('x', 'k'))).toEqual([kind, retryAfterMs]);
    const ref = await post('x', 'k');
    harness.fake.api.faults.next('chat.update', fault);
    expect(await failure(harness.platform.edit(ref, card('y')))).toEqual([kind, retryAfterMs]);
    harness.fake.api.faults.next('conversations.history', fault);
    expect(await failure(post('z', 'other'))).toEqual([kind, retryAfterMs]);
  });

  it.each(SHUT_OUT)('name %s among the problems until Slack takes one again', async (word) => {
    const problems = () => harness.platform.problems?.() ?? [];
    expect(problems()).toEqual([]);
    harness.fake.api.faults.next('chat.postMessage', { type: 'error', word });
    await failure(post('x', 'k'));
    expect(problems()).toEqual([expect.stringContaining(`takes nothing of ours: Slack answered "${word}"`)]);
    await post('x', 'k');
    expect(problems()).toEqual([]);
  });

  it('are not the only way to learn that a token is taken again', async () => {
    harness.fake.api.faults.next('chat.postMessage', { type: 'error', word: 'account_inactive' });
    await failure(post('x', 'k'));
    await expect.poll(() => harness.platform.problems?.()).toEqual([]);
  });

  it('say that a channel is archived, or that the app is not in it', async () => {
    const channel = harness.fake.state.channels.get(CHANNEL);
    channel?.members.delete(BOT_USER);
    expect((await failure(post('x', 'k')))[0]).toBe('no-channel');
    channel?.members.add(BOT_USER);
    if (channel) channel.archived = true;
    expect((await failure(post('x', 'k')))[0]).toBe('no-channel');
    const elsewhere = { ...harness.place, workspace: 'T0OTHER01' };
    expect((await failure(harness.platform.post(elsewhere, card('x'), 'k')))[0]).toBe('no-channel');
  });

  it('answer somebody also where the app is not a member', async () => {
    harness.fake.state.channels.get(CHANNEL)?.members.delete(BOT_USER);
    receiver.next(async (_inbound, responder) => {
      expect((await responder.reply(card('for you'), 'quiet'))?.fixed).toBe(true);
      expect(await responder.reply(card('for all'), 'channel')).toBeUndefined();
    });
    await harness.drive.command(harness.ana, harness.place, ['ops', 'help'], {});
    expect((await harness.drive.see(harness.ben, harness.place)).map(({ text }) => text)).toEqual([
      'for all',
    ]);
    expect((await harness.drive.see(harness.ana, harness.place)).map(({ text }) => text)).toEqual([
      'for you',
      'for all',
    ]);
  });

  it('answer somebody more often than Slack lets one address be used', async () => {
    receiver.next(async (_inbound, responder) => {
      for (let n = 1; n <= 8; n += 1) await responder.reply(card(`answer ${n}`), 'quiet');
    });
    await harness.drive.command(harness.ana, harness.place, ['ops', 'help'], {});
    expect(titles()).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((n) => `answer ${n}`));
  });
});
