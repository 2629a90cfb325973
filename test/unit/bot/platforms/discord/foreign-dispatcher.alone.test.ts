import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { discordHarness } from '../../../../support/discord/harness.ts';
import { idleReceiver } from '../../../../support/idle-receiver.ts';

interface Undici {
  readonly Agent: new () => object;
  setGlobalDispatcher(agent: object): void;
}

/** One process has one dispatcher, of whichever undici was there first; each understands only its own kind of FormData. */
it('sends a file to Discord also where the undici of Slack’s library sends for all', async () => {
  const ofSlack = createRequire(import.meta.resolve('@slack/bolt'))('undici') as Undici;
  ofSlack.setGlobalDispatcher(new ofSlack.Agent());
  const harness = await discordHarness({ commands: [] });
  try {
    await harness.platform.start(idleReceiver);
    const card = { title: 'Parent', tone: 'neutral', blocks: [], controls: [] } as const;
    const parent = await harness.platform.post(harness.place, card, 'parent');
    const file = { name: 'run.log', content: 'line 1\nline ä\n' };
    await harness.platform.reply(parent, { text: 'All of it', file }, 'log');
    const [message] = await harness.drive.seeThread(harness.ana, parent);
    expect(message?.files).toEqual([file]);
  } finally {
    await harness.close();
  }
});
