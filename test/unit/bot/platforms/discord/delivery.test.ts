import { afterEach, describe, expect, it } from 'vitest';
import { allCommands } from '../../../../../src/app/features.ts';
import type { Card } from '../../../../../src/chat/card.ts';
import type { DeliveryError } from '../../../../../src/chat/port.ts';
import { scriptedReceiver } from '../../../../contract/scripted-receiver.ts';
import type { FakeDiscordOptions } from '../../../../support/discord/fake-discord.ts';
import { type DiscordHarness, discordHarness } from '../../../../support/discord/harness.ts';

const commands = await allCommands();
const card = (title: string, text = ''): Card => ({
  title,
  tone: 'neutral',
  blocks: text === '' ? [] : [{ type: 'text', text }],
  controls: [],
});

let harness: DiscordHarness;
async function open(options: FakeDiscordOptions = {}): Promise<DiscordHarness> {
  harness = await discordHarness({ commands, ...options });
  await harness.platform.start(scriptedReceiver());
  return harness;
}
afterEach(() => harness.close());

const failure = (attempt: Promise<unknown>): Promise<DeliveryError> =>
  attempt.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: DeliveryError) => error,
  );

describe('messages to Discord', () => {
  it('5.15 posts once when the answer to the first attempt was lost', async () => {
    const { platform, place, discord, drive, ana } = await open();
    discord.failNext('POST', /^\/channels\/\d+\/messages$/, { type: 'lose-answer' });
    expect((await failure(platform.post(place, card('Once'), 'k'))).kind).toBe('unavailable');
    await platform.post(place, card('Once'), 'k');
    expect(await drive.see(ana, place)).toHaveLength(1);
  });

  it('5.15 says how long to wait when Discord limits it', async () => {
    const { platform, place, discord } = await open();
    discord.failNext('POST', /messages$/, { type: 'status', status: 429, retryAfter: 7 });
    const error = await failure(platform.post(place, card('x'), 'k'));
    expect(error.kind).toBe('rate-limited');
    expect(error.retryAfterMs).toBeGreaterThanOrEqual(6_500);
  });

  it("5.15 keeps to a channel's bucket instead of being refused", async () => {
    const { platform, place, discord } = await open({ limits: { limit: 5, perMs: 5_000 } });
    const attempts = await Promise.allSettled(
      Array.from({ length: 8 }, (_, i) => platform.post(place, card(`${i}`), `k${i}`)),
    );
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(discord.requests.filter(({ status }) => status === 429)).toEqual([]);
  });

  it('tells what a person cannot mend from what passes', async () => {
    const { platform, place, discord } = await open();
    discord.failNext('POST', /messages$/, { type: 'status', status: 503 }, 2);
    expect((await failure(platform.post(place, card('x'), 'a'))).kind).toBe('unavailable');
    const channel = discord.state.channels.get(place.channel);
    if (channel !== undefined) channel.closed = true;
    expect((await failure(platform.post(place, card('x'), 'b'))).kind).toBe('no-channel');
  });

  it.each([
    [403, 'application/json', '{"message":"internal network error","code":40333}'],
    [403, 'text/html', '<html>error code: 1020</html>'],
    [404, 'text/html; charset=UTF-8', '<html>nginx</html>'],
    [404, 'application/json', '{"message":"404: Not Found","code":0}'],
    [403, 'application/json', '{"error_code":1015,"title":"You are being rate limited"}'],
    [403, 'application/json', '{"code":1020}'],
    [403, 'application/json', 'null'],
    [403, 'application/json', '<html>'],
    [400, 'text/plain', 'error code: 1003'],
    [400, 'application/json', '{"message":"temporarily disabled","code":40006}'],
    [502, 'text/html', '<html>502</html>'],
    [520, 'text/html', '<html>520</html>'],
  ])("takes %i as %s (%s) for no verdict of the channel's", async (status, contentType, body) => {
    const { platform, place, discord } = await open();
    const ref = await platform.post(place, card('One'), 'k');
    const edge = { type: 'edge', status, contentType, body } as const;
    discord.failNext('PATCH', /messages/, edge, 2);
    expect((await failure(platform.edit(ref, card('Two')))).kind).toBe('unavailable');
    discord.failNext('POST', /messages$/, edge, 2);
    expect((await failure(platform.post(place, card('x'), 'b'))).kind).toBe('unavailable');
  });

  it('stays in the thread that it was asked in', async () => {
    const { platform, place, drive, ana } = await open();
    const root = await platform.post(place, card('Root'), 'root');
    const inside = await platform.post({ ...place, thread: root.message }, card('Inside'), 'inside');
    expect(inside.channel).toBe(place.channel);
    await platform.edit(inside, card('Inside, edited'));
    await platform.reply(inside, { text: 'more' }, 'more');
    expect((await drive.seeThread(ana, root)).map((one) => one.text)).toEqual(['Inside, edited', 'more']);
    expect(await drive.see(ana, place)).toHaveLength(1);
  });

  it('5.16 edits a card in a thread that was archived by itself, but not in one that a moderator locked', async () => {
    const { platform, place, drive, ana, discord } = await open();
    const root = await platform.post(place, card('Root'), 'root');
    const inside = await platform.post({ ...place, thread: root.message }, card('Inside'), 'inside');
    const thread = discord.state.channels.get(root.message);
    if (thread === undefined) throw new Error('there is no thread');
    thread.archived = 'archived';
    await platform.edit(inside, card('Inside, edited'));
    expect((await drive.seeThread(ana, root)).map((one) => one.text)).toEqual(['Inside, edited']);
    thread.archived = 'locked';
    expect((await failure(platform.edit(inside, card('x')))).kind).toBe('no-channel');
  });

  it('5.17 puts what is too long for a message into a file beside it', async () => {
    const { platform, place, drive, ana } = await open();
    const root = await platform.post(place, card('Root'), 'root');
    const text = `${'*'.repeat(1_900)} end`;
    await platform.reply(root, { text }, 'long');
    const [reply] = await drive.seeThread(ana, root);
    expect(reply?.text).toContain('The whole text is in the file.');
    expect(reply?.files).toEqual([{ name: 'message.txt', content: text }]);
  });

  it('5.17 puts a card that escaping made too long into its thread', async () => {
    const { platform, place, drive, ana } = await open();
    const ref = await platform.post(place, card('Stars', '*'.repeat(3_500)), 'stars');
    const [shown] = await drive.see(ana, place);
    expect(shown?.text).toContain('in the thread');
    const [kept] = await drive.seeThread(ana, ref);
    expect(kept?.files[0]?.content).toContain('*'.repeat(3_500));
  });

  it('says of a quiet answer that it is gone after a restart', async () => {
    const { platform, place, drive, ana } = await open();
    const receiver = scriptedReceiver();
    receiver.next((_inbound, responder) => responder.reply(card('Quiet'), 'quiet').then(() => undefined));
    const again = await harness.restart(receiver);
    await drive.command(ana, place, ['ops', 'help'], {});
    const [quiet] = await drive.see(ana, place);
    if (quiet === undefined) throw new Error('there is no answer');
    await again.edit(quiet.ref, card('Changed'));
    const last = await harness.restart(receiver);
    expect((await failure(last.edit(quiet.ref, card('Too late')))).kind).toBe('gone');
    expect(platform.id).toBe('discord');
  });

  it('5.2 asks for roles afresh, and gives none to bots', async () => {
    const { platform, ana, bot, discord } = await open();
    const user = discord.state.users.get(ana.id);
    if (user === undefined) throw new Error('ana is missing');
    user.roles = ['111', '222'];
    expect(await platform.rolesOf(ana)).toEqual(['111', '222']);
    user.roles = ['222'];
    expect(await platform.rolesOf(ana)).toEqual(['222']);
    expect(await platform.rolesOf(bot)).toEqual([]);
    expect(await platform.rolesOf({ ...ana, id: '99999999999999999' })).toEqual([]);
  });
});
