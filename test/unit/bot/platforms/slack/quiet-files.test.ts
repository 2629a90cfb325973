import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BOT_SCOPES } from '../../../../../src/bot/platforms/slack/manifest.ts';
import type { Card } from '../../../../../src/chat/card.ts';
import type { MessageRef } from '../../../../../src/chat/inbound.ts';
import { systemClock } from '../../../../../src/clock.ts';
import { type ScriptedReceiver, scriptedReceiver } from '../../../../contract/scripted-receiver.ts';
import { openSlackHarness, type SlackHarness } from '../../../../support/slack/harness.ts';
import { BOT_USER, CHANNEL } from '../../../../support/slack/state.ts';

const card: Card = { title: 'The log', tone: 'neutral', blocks: [], controls: [] };
const file = { name: 'audit.jsonl', content: '{"seq":1}\n' };
const content = { text: 'audit.jsonl', file };

describe('files of an answer that one person sees', () => {
  let harness: SlackHarness;
  let receiver: ScriptedReceiver;
  async function open(scopes: readonly string[] = BOT_SCOPES): Promise<void> {
    harness = await openSlackHarness('http', systemClock, { scopes });
    receiver = scriptedReceiver();
    await harness.platform.start(receiver);
  }
  beforeEach(() => open());
  afterEach(() => harness.close());

  /** Ana asks; the answer is for her alone. */
  async function asked(): Promise<MessageRef> {
    const refs: (MessageRef | undefined)[] = [];
    receiver.next(async (_inbound, responder) => void refs.push(await responder.reply(card, 'quiet')));
    await harness.drive.command(harness.ana, harness.place, ['ops', 'help'], {});
    const [ref] = refs;
    if (ref === undefined) throw new Error('there is no answer');
    return ref;
  }
  const direct = () => ({ ...harness.place, channel: `D${harness.ana.id.slice(1)}` });
  const seenBy = async (who: SlackHarness['ana']) =>
    (await harness.drive.see(who, harness.place)).map(({ text }) => text);

  it('5.17 go into their direct messages, and they are told where they asked', async () => {
    await harness.platform.reply(await asked(), content, 'k');
    const [sent] = await harness.drive.see(harness.ana, direct());
    expect(sent?.files).toEqual([file]);
    expect(await seenBy(harness.ana)).toEqual([
      'The log',
      expect.stringContaining('audit.jsonl is in your direct'),
    ]);
    expect(await seenBy(harness.ben)).toEqual([]);
    expect(await harness.drive.see(harness.ben, direct())).toEqual([]);
  });

  it('5.15 are sent once, also after a restart', async () => {
    const ref = await asked();
    harness.fake.api.faults.next('files.completeUploadExternal', { type: 'cut', done: true });
    await expect(harness.platform.firstTry.reply(ref, content, 'k')).rejects.toThrow();
    const again = await harness.restart(receiver);
    await again.reply(ref, content, 'k');
    expect(await harness.drive.see(harness.ana, direct())).toHaveLength(1);
  });

  it('also reach somebody in a channel that the app is not in', async () => {
    const ref = await asked();
    harness.fake.state.channels.get(CHANNEL)?.members.delete(BOT_USER);
    await harness.platform.reply(ref, content, 'k');
    expect(await harness.drive.see(harness.ana, direct())).toHaveLength(1);
  });

  it('that cannot be sent are not lost without a word', async () => {
    const user = harness.fake.state.users.get(harness.ana.id);
    const ref = await asked();
    if (user !== undefined) user.deleted = true;
    await harness.platform.reply(ref, content, 'k');
    expect(await seenBy(harness.ana)).toContainEqual(
      expect.stringContaining('audit.jsonl could not be sent to you as a direct message'),
    );
  });

  it('name the scope that is missing', async () => {
    await harness.close();
    await open(BOT_SCOPES.filter((scope) => scope !== 'im:write'));
    await harness.platform.reply(await asked(), content, 'k');
    expect((await seenBy(harness.ana)).join()).toContain('Slack answered "missing_scope"');
    (harness.fake.api.broken as string[]).length = 0;
  });

  it('cannot be changed, and say so', async () => {
    await expect(harness.platform.edit(await asked(), card)).rejects.toMatchObject({ kind: 'gone' });
  });

  it('without a file, what follows is told in the channel, to them alone', async () => {
    await harness.platform.reply(await asked(), { text: 'one thing more' }, 'k');
    expect(await seenBy(harness.ana)).toEqual(['The log', 'one thing more']);
    expect(await seenBy(harness.ben)).toEqual([]);
  });
});
