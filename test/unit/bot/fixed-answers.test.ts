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

  it('what a command exports comes as a file, to that person alone', async () => {
    await world.slack.command(ana, place, ['ops', 'audit', 'export'], {});
    await world.settle();
    expect(files()).toMatchObject([{ onlyFor: 'slack/T1/ana', content: { file: { content: 'line\n' } } }]);
  });
});
