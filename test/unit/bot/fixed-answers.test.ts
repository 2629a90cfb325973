import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BotWorld, openBotWorld, SLACK } from '../../support/chat/bot-world.ts';
import { account, placeIn } from '../../support/chat/memory-platform.ts';

const ana = account('ana', SLACK);
const place = placeIn('demo', SLACK);
const OUTPUT = Array.from({ length: 200 }, (_, line) => `line ${line}\n`).join('');

describe('on a platform where an answer that one person sees cannot be changed', () => {
  let world: BotWorld;
  beforeAll(async () => {
    world = await openBotWorld();
  });
  beforeEach(async () => {
    await world.reset();
    world.slackChat.quietIsFixed = true;
  });
  afterAll(() => world.close());

  const files = () => world.slackChat.messages.filter((one) => one.content?.file !== undefined);

  it('5.17 what goes on is shown to the channel, with its whole output in the thread', async () => {
    world.programs.set('/bin/health', async () => ({ out: OUTPUT, code: 0 }));
    await world.slack.command(ana, place, ['demo', 'health'], {});
    await world.settle();
    const [answer, shared] = await world.slack.see(ana, place);
    expect(answer?.quiet).toBe(true);
    expect(shared?.quiet).toBe(false);
    expect(shared?.text).toContain('all of it is in the file');
    expect(files().map(({ parent, onlyFor }) => [parent, onlyFor])).toEqual([
      [shared?.ref.message, undefined],
    ]);
    expect(files()[0]?.content?.file?.content).toBe(OUTPUT);
  });

  it('what somebody opens for themselves elsewhere is shown to nobody else', async () => {
    world.slackChat.channels.add('general');
    const general = placeIn('general', SLACK);
    await world.command('ivan', 'demo reset', { target: 'main' });
    const { id = '' } =
      (await world.db.read((reader) => world.approvals.list(reader, { live: true, limit: 1 })))[0] ?? {};
    await world.slack.command(ana, general, ['ops', 'approvals', 'show'], { request: id });
    await world.slack.command(ana, general, ['ops', 'inbox'], {});
    await world.settle();
    const inbox = (await world.slack.see(ana, general)).findLast(({ text }) => text.includes('Inbox'));
    const open = inbox?.controls.find(({ label }) => label === 'Open: Reset the breaker');
    if (inbox === undefined) throw new Error('there is no inbox');
    await world.slack.click(ana, inbox.ref, open?.nonce ?? '');
    await world.settle();
    const seen = await world.slack.see(ana, general);
    expect(seen.filter(({ text }) => text.includes('Approval needed'))).toHaveLength(2);
    expect(seen.filter(({ quiet }) => !quiet)).toEqual([]);
    expect(await world.slack.see(account('ben', SLACK), general)).toEqual([]);
  });

  it('a card that calls people does so still when somebody opens it for themselves beside it', async () => {
    world.chat.quietIsFixed = true;
    await world.command('ivan', 'demo reset', { target: 'main' });
    const before = await world.find('ana', 'Reset the breaker', 'demo');
    const { id = '' } =
      (await world.db.read((reader) => world.approvals.list(reader, { live: true, limit: 1 })))[0] ?? {};
    await world.platform.command(account('ana'), placeIn('demo'), ['ops', 'approvals', 'show'], {
      request: id,
    });
    await world.settle();
    const shared = (await world.see('ben', 'demo')).filter(({ text }) => text.includes('Reset the breaker'));
    expect(shared.map(({ ref }) => ref)).toEqual([before.ref]);
    expect(shared[0]?.pinged).toEqual(before.pinged);
    expect(before.pinged).toContain('ben');
    world.chat.quietIsFixed = false;
  });

  it('what a command exports comes as a file, to that person alone', async () => {
    await world.slack.command(ana, place, ['ops', 'audit', 'export'], {});
    await world.settle();
    expect(files()).toMatchObject([{ onlyFor: 'slack/T1/ana', content: { file: { content: 'line\n' } } }]);
  });
});
