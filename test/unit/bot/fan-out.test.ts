import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cardText } from '../../../src/chat/card.ts';
import type { Seen } from '../../contract/chat-harness.ts';
import { type BotWorld, openBotWorld, SLACK } from '../../support/chat/bot-world.ts';
import { account, placeIn } from '../../support/chat/memory-platform.ts';

let world: BotWorld;
beforeAll(async () => {
  world = await openBotWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  world.mirrored.on = true;
});

async function onSlack(text: string): Promise<Seen> {
  const all = await world.slack.see(account('ivan', SLACK), placeIn('demo', SLACK));
  const found = all.findLast((message) => message.text.includes(text));
  if (found === undefined)
    throw new Error(`no "${text}" on Slack:\n${all.map((one) => one.text).join('\n---\n')}`);
  return found;
}

async function clickOnSlack(who: string, message: Seen, label: string): Promise<void> {
  const nonce = message.controls.find((control) => control.label === label)?.nonce ?? '';
  await world.slack.click(account(who, SLACK), message.ref, nonce);
  await world.settle();
}

/** What both channels show, apart from the nonces of the controls. */
function shown(): { here: readonly string[]; there: readonly string[] } {
  const texts = (messages: typeof world.chat.messages) =>
    messages
      .filter((one) => one.channel === 'demo' && one.card && !one.onlyFor)
      .map((one) => one.card && cardText(one.card));
  return { here: texts(world.chat.messages) as string[], there: texts(world.slackChat.messages) as string[] };
}

describe('a channel that is on two platforms', () => {
  it('5.16 shows the request and the run on both, kept equal to the end, and takes a click from either', async () => {
    await world.command('ana', 'ops run', { action: 'demo:breaker/open' });
    await clickOnSlack('ben', await onSlack('Open the breaker'), 'Approve');
    expect((await world.find('ivan', 'Open the breaker', 'demo')).text).toContain('1 of 2 approvals');
    await world.click('cem', await world.find('cem', 'Open the breaker', 'demo'), 'Approve');
    expect(world.started).toEqual(['/bin/open']);
    const { here, there } = shown();
    expect(here).toHaveLength(2);
    expect(there).toEqual(here);
  });

  it('5.2 counts a person once, by whichever account and card they vote', async () => {
    await world.command('ana', 'ops run', { action: 'demo:breaker/open' });
    const slack = await onSlack('Open the breaker');
    const here = await world.find('ben', 'Open the breaker', 'demo');
    await world.slack.react(account('ben', SLACK), slack.ref, '✅');
    await world.platform.react(account('ben'), here.ref, '✅');
    await world.settle();
    expect((await onSlack('Open the breaker')).text).toContain('1 of 2 approvals');
    await world.platform.unreact(account('ben'), here.ref, '✅');
    await world.settle();
    expect((await onSlack('Open the breaker')).text).toContain('1 of 2 approvals');
    await world.slack.unreact(account('ben', SLACK), slack.ref, '✅');
    await world.settle();
    expect((await onSlack('Open the breaker')).text).toContain('0 of 2 approvals');
  });

  it('5.15 carries on where one platform is down, says so on the other, and catches up', async () => {
    await world.command('ana', 'ops run', { action: 'demo:breaker/open' });
    world.slackChat.down = true;
    await world.click('ben', await world.find('ben', 'Open the breaker', 'demo'), 'Approve');
    for (let minute = 0; minute < 4; minute += 1) {
      world.clock.advance(60_000);
      await world.settle();
    }
    const card = await world.find('ben', 'Open the breaker', 'demo');
    expect(card.text).toContain('Slack (#demo) cannot be reached');
    await world.click('cem', card, 'Approve');
    expect(world.started).toEqual(['/bin/open']);
    world.slackChat.down = false;
    world.clock.advance(6 * 60_000);
    await world.settle();
    await world.settle();
    const { here, there } = shown();
    expect(there).toEqual(here);
    expect(here.join()).not.toContain('cannot be reached');
  });

  it('5.6 does not start on a reaction that nobody can confirm, and starts when it can be confirmed again', async () => {
    await world.command('ana', 'demo reset', { target: 'main' });
    const slack = await onSlack('Reset the breaker');
    world.slackChat.messages
      .find((one) => one.id === slack.ref.message)
      ?.reactions.push({
        emoji: '✅',
        account: account('ben', SLACK),
        human: true,
      });
    const view = (await world.db.read((reader) => world.approvals.list(reader, { limit: 1 })))[0];
    await world.approvals.vote({
      requestId: view?.id ?? '',
      voter: 'ben',
      account: account('ben', SLACK),
      human: true,
      choice: 'approve',
      digest: view?.digest ?? '',
      via: 'reaction',
    });
    world.slackChat.down = true;
    await world.settle();
    expect(world.started).toEqual([]);
    expect(await world.log(`request/${view?.id}`)).toContain('claim.refused');
    world.slackChat.down = false;
    world.clock.advance(31_000);
    await world.engine.sweep();
    await world.settle();
    expect(world.started).toEqual(['/bin/reset main']);
  });

  it('5.6 does not start on a reaction that went while its event was lost', async () => {
    await world.command('ana', 'demo reset', { target: 'main' });
    const view = (await world.db.read((reader) => world.approvals.list(reader, { limit: 1 })))[0];
    await world.approvals.vote({
      requestId: view?.id ?? '',
      voter: 'ben',
      account: account('ben'),
      human: true,
      choice: 'approve',
      digest: view?.digest ?? '',
      via: 'reaction',
    });
    await world.settle();
    expect(world.started).toEqual([]);
    expect((await world.find('ivan', 'Approval needed', 'demo')).text).toContain('0 of 1 approval');
  });
});
