import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BotWorld, openBotWorld } from '../../support/chat/bot-world.ts';
import { account, placeIn } from '../../support/chat/memory-platform.ts';

describe('/ops channel open', () => {
  let world: BotWorld;
  beforeAll(async () => {
    world = await openBotWorld();
  });
  afterAll(() => world.close());
  beforeEach(() => world.reset());

  const open = (who: string, more: Record<string, string> = {}): Promise<void> =>
    world.command(who, 'ops channel open', {
      name: 'payments-outage',
      about: 'Card payments fail since noon',
      ...more,
    });

  it('answers where the channel is, with a link to each, and everybody sees it', async () => {
    await open('ana', { people: 'ben, lead' });
    const answer = await world.find('ben', 'The channel payments-outage is open');
    expect(answer.quiet).toBe(false);
    expect(answer.text).toContain('#payments-outage on the console');
    expect(answer.text).toContain('#payments-outage on Slack');
    expect(answer.text).toContain('Ana, Ben, Lea');
    expect(answer.controls.map(({ label }) => label)).toEqual([
      '#payments-outage on the console',
      '#payments-outage on Slack',
      'Log',
    ]);
    for (const chat of [world.chat, world.slackChat]) {
      expect(chat.opened[0]?.members).toEqual(new Set(['ana', 'ben', 'lea']));
    }
    expect((await world.find('ben', 'Opened by Ana', 'payments-outage')).text).toContain(
      'Card payments fail',
    );
  });

  it('tells a private one to nobody but who opened it', async () => {
    await open('ana', { private: 'true' });
    expect((await world.find('ana', 'is open')).quiet).toBe(true);
    expect(await world.see('ben')).toEqual([]);
    expect(world.chat.opened).toMatchObject([{ private: true, members: new Set(['ana']) }]);
  });

  it('is refused to an account that is linked to nobody, and that is logged', async () => {
    await open('stranger');
    expect((await world.find('stranger', 'does not know who you are')).quiet).toBe(true);
    expect([...world.chat.opened, ...world.slackChat.opened]).toEqual([]);
    expect(await world.log('access')).toEqual(['access.refused']);
  });

  it('names who was meant when a name is nobody', async () => {
    await open('ana', { people: 'bem' });
    expect((await world.find('ana', 'Nobody can be invited as "bem".')).text).toContain('ben');
  });

  it('says which platform is down, and tries again there alone at a click', async () => {
    world.slackChat.down = true;
    await open('ana');
    const answer = await world.find('ana', 'is open, but not everywhere');
    expect(answer.text).toContain('The channel was not opened on Slack. The platform is down.');
    world.slackChat.down = false;
    await world.click('ana', answer, 'Try again');
    const second = await world.find('ana', 'The channel payments-outage is open');
    expect(second.controls.map(({ label }) => label)).not.toContain('Try again');
    expect([world.chat.opened.length, world.slackChat.opened.length]).toEqual([1, 1]);
    await world.click('ana', second, 'Log');
    expect((await world.find('ana', 'Log of channel/')).text).toContain('The channel was opened');
  });

  it('completes people and roles, one after the other', async () => {
    const complete = (text: string) =>
      world.platform.complete(account('ana'), placeIn('ops'), ['ops', 'channel', 'open'], 'people', text);
    expect(await complete('be')).toEqual([{ value: 'ben', label: 'Ben' }]);
    expect(await complete('ben, sr')).toEqual([
      { value: 'ben, sre', label: 'ben, everybody with the role sre' },
    ]);
    expect((await complete('ben, ')).map(({ value }) => value)).not.toContain('ben, ben');
  });
});
