import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ScriptedReceiver, scriptedReceiver } from '../../../../contract/scripted-receiver.ts';
import { openSlackHarness, type SlackHarness } from '../../../../support/slack/harness.ts';

let harness: SlackHarness;
let receiver: ScriptedReceiver;
beforeEach(async () => {
  harness = await openSlackHarness('http');
  receiver = scriptedReceiver();
  await harness.platform.start(receiver);
});
afterEach(() => harness.close());

const fill = () =>
  harness.drive.command(harness.ana, harness.place, ['ops', 'approvals', 'show'], { request: 'apr-1' });

it('a command that is not taken there is refused before its form, to its person alone', async () => {
  receiver.refusal = {
    code: 'access.elsewhere',
    what: '/ops approvals show is not taken in this channel.',
    why: 'The settings name others.',
    next: 'Give it in #ops.',
  };
  await expect(fill()).rejects.toBeDefined();
  expect(harness.fake.api.calls.filter(({ method }) => method === 'views.open')).toEqual([]);
  expect(receiver.inbound).toEqual([]);
  await expect
    .poll(async () => (await harness.drive.see(harness.ana, harness.place)).map(({ text }) => text).join())
    .toContain('Give it in #ops.');
  expect(await harness.drive.see(harness.ben, harness.place)).toEqual([]);
});

it('a command that may be taken is asked for by its form', async () => {
  await fill();
  expect(receiver.inbound).toMatchObject([{ type: 'command', options: { request: 'apr-1' } }]);
});
