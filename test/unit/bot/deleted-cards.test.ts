import { describe, expect, it } from 'vitest';
import type { MessageRef } from '../../../src/chat/inbound.ts';
import type { Seen } from '../../contract/chat-harness.ts';
import { botWorldOfFile } from '../../support/chat/bot-world.ts';
import { account } from '../../support/chat/memory-platform.ts';

const world = await botWorldOfFile();

describe('a card that somebody deleted', () => {
  /** Nobody tells us. */
  function removeUnheard(ref: MessageRef): void {
    const message = world.chat.messages.find((one) => one.id === ref.message);
    if (message === undefined) throw new Error('there is no such message');
    message.deleted = true;
  }

  async function seconds(passing: number): Promise<void> {
    for (let passed = 0; passed < passing; passed += 1) {
      world.clock.advance(1_000);
      await world.sweep();
    }
    await world.settle();
  }

  async function askOpen(): Promise<Seen> {
    await world.command('ana', 'ops run', { action: 'demo:breaker/open' });
    return world.find('ben', 'Open the breaker', 'demo');
  }

  const idOf = (card: Seen): string => /apr-\w+/.exec(card.text)?.[0] ?? '';

  it('5.16 is back at once when the platform tells, and its buttons work', async () => {
    const card = await askOpen();
    await world.platform.remove(card.ref);
    await world.settle();
    const again = await world.find('ben', 'Open the breaker', 'demo');
    expect(again.ref).not.toEqual(card.ref);
    await world.click('ben', again, 'Approve');
    await world.click('cem', again, 'Approve');
    expect(world.started).toEqual(['/bin/open']);
  });

  it('5.16 is back within a minute when nobody tells', async () => {
    const card = await askOpen();
    removeUnheard(card.ref);
    await seconds(45);
    const again = await world.find('ben', 'Open the breaker', 'demo');
    expect(again.ref).not.toEqual(card.ref);
    await world.click('ben', again, 'Approve');
    expect((await world.find('ben', 'Open the breaker', 'demo')).text).toContain('1 of 2 approvals');
  });

  it('5.16 is back within a minute when it is a run that waits for a person', async () => {
    await world.command('ana', 'ops run', { action: 'demo:ask' });
    removeUnheard((await world.find('ben', 'Is it real?', 'demo')).ref);
    await seconds(45);
    await world.click('ben', await world.find('ben', 'Is it real?', 'demo'), 'Done');
    await world.submit('ben', { evidence: 'seen' });
    expect((await world.find('ben', 'Ask a person', 'demo')).text).toContain('Done');
  });

  it('5.16 is back when a whole channel is said to be gone, and stands', async () => {
    const card = await askOpen();
    removeUnheard(card.ref);
    const { platform, workspace, channel } = card.ref;
    await world.bot.receiver.deleted({ platform, workspace, channel });
    await world.settle();
    expect((await world.find('ben', 'Open the breaker', 'demo')).ref).not.toEqual(card.ref);
  });

  it('keeps the votes, those by reaction as well, and says nothing of them that is not so', async () => {
    const card = await askOpen();
    await world.platform.react(account('ben'), card.ref, '✅');
    await world.settle();
    removeUnheard(card.ref);
    await seconds(130);
    const again = await world.find('ben', 'Open the breaker', 'demo');
    expect(again.ref).not.toEqual(card.ref);
    expect(again.text).toContain('1 of 2 approvals');
    expect(await world.log(`request/${idOf(card)}`)).not.toContain('vote.withdrawn');
    await world.platform.react(account('cem'), again.ref, '✅');
    await world.settle();
    expect(world.started).toEqual(['/bin/open']);
  });

  it('lets a vote whose reaction was deleted with the card be taken back by its button', async () => {
    const card = await askOpen();
    await world.platform.react(account('ben'), card.ref, '✅');
    await world.settle();
    await world.platform.remove(card.ref);
    await world.settle();
    await world.click('ben', await world.find('ben', 'Open the breaker', 'demo'), 'Take back my vote');
    await seconds(70);
    expect((await world.find('ben', 'Open the breaker', 'demo')).text).toContain('0 of 2 approvals');
    expect(await world.log(`request/${idOf(card)}`)).toContain('vote.withdrawn');
  });

  it('still loses a vote whose reaction was taken off the new card', async () => {
    const card = await askOpen();
    await world.platform.remove(card.ref);
    await world.settle();
    const again = await world.find('ben', 'Open the breaker', 'demo');
    await world.platform.react(account('ben'), again.ref, '✅');
    await world.settle();
    await world.platform.unreact(account('ben'), again.ref, '✅');
    await world.settle();
    expect((await world.find('ben', 'Open the breaker', 'demo')).text).toContain('0 of 2 approvals');
  });

  it('does not come back once its thing is over', async () => {
    const card = await askOpen();
    await world.click('ben', card, 'Reject');
    await world.submit('ben', {});
    await world.find('ben', 'Rejected', 'demo');
    await world.platform.remove(card.ref);
    await seconds(130);
    const left = (await world.see('ivan', 'demo')).filter(({ text }) => text.includes('Open the breaker'));
    expect(left).toEqual([]);
  });

  it('is not posted twice, nor in vain, when what is said and seen is wrong', async () => {
    const card = await askOpen();
    const { sends } = world.chat;
    await world.bot.receiver.deleted({ ...card.ref, messages: [card.ref.message] });
    await world.settle();
    expect((await world.find('ben', 'Open the breaker', 'demo')).ref).toEqual(card.ref);
    expect(world.chat.sends).toBe(sends + 1);
  });

  it('stays where nothing can be seen, and takes two questions a minute for a whole channel', async () => {
    const card = await askOpen();
    for (const target of ['a', 'b', 'c'])
      await world.command('ana', 'ops run', { action: 'demo:ask', target });
    world.chat.down = true;
    await seconds(60);
    world.chat.down = false;
    await seconds(40);
    expect((await world.find('ben', 'Open the breaker', 'demo')).ref).toEqual(card.ref);
    world.chat.looks = 0;
    await seconds(60);
    expect(world.chat.looks).toBeLessThanOrEqual(4);
  });
});
