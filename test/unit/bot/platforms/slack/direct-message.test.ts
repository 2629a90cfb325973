import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ScriptedReceiver, scriptedReceiver } from '../../../../contract/scripted-receiver.ts';
import { type Mode, openSlackHarness, type SlackHarness } from '../../../../support/slack/harness.ts';
import { openDirectMessages } from '../../../../support/slack/state.ts';

describe.each<Mode>(['http', 'socket'])('a command in a direct message, over %s', (mode) => {
  let harness: SlackHarness;
  let receiver: ScriptedReceiver;
  beforeEach(async () => {
    harness = await openSlackHarness(mode);
    receiver = scriptedReceiver();
    await harness.platform.start(receiver);
  });
  afterEach(() => harness.close());

  it('is taken, and answered there', async () => {
    receiver.next((_inbound, responder) =>
      responder
        .reply({ title: 'What you can ask', tone: 'neutral', blocks: [], controls: [] }, 'quiet')
        .then(() => {}),
    );
    const channel = openDirectMessages(harness.fake.state, harness.ana.id);
    const place = { ...harness.place, channel };
    await harness.drive.command(harness.ana, place, ['ops', 'help'], {});
    expect(receiver.inbound[0]).toMatchObject({ type: 'command', path: ['ops', 'help'], place: { channel } });
    const seen = await harness.drive.see(harness.ana, place);
    expect(seen.map(({ text }) => text)).toEqual(['What you can ask']);
  });
});
