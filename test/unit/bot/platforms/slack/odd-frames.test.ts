import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ScriptedReceiver, scriptedReceiver } from '../../../../contract/scripted-receiver.ts';
import { SIGNING_SECRET } from '../../../../support/slack/fake-slack.ts';
import { openSlackHarness, type SlackHarness } from '../../../../support/slack/harness.ts';
import { post, signed } from '../../../../support/slack/http-wire.ts';

/** Whatever JSON can hold. */
const odd = fc.oneof(
  fc.constantFrom(null, [], {}, '', 0, 1e308, true, 'x'.repeat(50_000)),
  fc.jsonValue({ maxDepth: 4 }),
);
const part = (value: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 3, arbitrary: value }, { weight: 1, arbitrary: odd });
const payload = fc.record(
  {
    type: part(
      fc.constantFrom('event_callback', 'block_actions', 'view_submission', 'block_suggestion', 'shortcut'),
    ),
    event: part(
      fc.record(
        {
          type: part(fc.constantFrom('reaction_added', 'user_change', 'error', 'close', 'message')),
          user: odd,
          item: odd,
        },
        { requiredKeys: [] },
      ),
    ),
    user: part(fc.record({ id: part(fc.constant('U0ANA0001')) })),
    actions: part(
      fc.array(fc.record({ type: part(fc.constant('button')), action_id: part(fc.constant('nonce:x')) })),
    ),
    container: odd,
    view: part(fc.record({ id: odd, callback_id: odd, state: odd, private_metadata: odd })),
    command: part(fc.constant('/ops')),
    user_id: part(fc.constant('U0ANA0001')),
    team: odd,
    channel: odd,
    trigger_id: odd,
  },
  { requiredKeys: [] },
);
const envelope = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record(
      {
        envelope_id: part(fc.uuid()),
        type: part(
          fc.constantFrom('events_api', 'interactive', 'slash_commands', 'error', 'close', 'ws_message'),
        ),
        payload: part(payload),
        accepts_response_payload: odd,
      },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: odd },
);

const SHAPES: readonly (readonly [string, string | Buffer])[] = [
  ['no JSON', '{'],
  ['binary', Buffer.from([0xc1, 0, 0xff])],
  ['nothing', 'null'],
  ['a list', '[]'],
  ['an envelope without parts', '{"type":"events_api"}'],
  ['an envelope with nothing in it', '{"type":"interactive","envelope_id":"e1","payload":null}'],
  ['an event that is nothing', '{"type":"events_api","envelope_id":"e1","payload":{"event":null}}'],
  ['a frame called error', '{"type":"error","payload":{}}'],
  ['a frame called close', '{"type":"close"}'],
  ['a type that is an object', '{"type":{},"envelope_id":"e1"}'],
  ['a depth of 50,000', `{"type":"interactive","payload":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
];

describe.each(['socket', 'http'] as const)('odd deliveries of Slack by %s', (mode) => {
  let harness: SlackHarness;
  let receiver: ScriptedReceiver;
  const thrown: unknown[] = [];
  const note = (error: unknown): void => void thrown.push(error);
  beforeEach(async () => {
    thrown.length = 0;
    process.on('unhandledRejection', note);
    process.on('uncaughtException', note);
    harness = await openSlackHarness(mode);
    receiver = scriptedReceiver();
    await harness.platform.start(receiver);
  });
  afterEach(async () => {
    await harness.close();
    process.off('unhandledRejection', note);
    process.off('uncaughtException', note);
  });

  async function send(value: unknown): Promise<void> {
    if (mode === 'socket') return harness.fake.socket.write(JSON.stringify(value));
    const body = JSON.stringify(value);
    const timestamp = Math.floor(Date.now() / 1_000);
    const asForm = body.length % 2 === 0;
    const sent = asForm ? `payload=${encodeURIComponent(body)}` : body;
    const type = asForm ? 'application/x-www-form-urlencoded' : 'application/json';
    const headers = { 'content-type': type, ...signed(sent, { secret: SIGNING_SECRET, timestamp }) };
    await post(harness.appUrl(), headers, sent);
  }

  it('end nothing, whatever they hold, and the next command is taken', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(mode === 'socket' ? envelope : fc.oneof(payload, odd), { minLength: 3, maxLength: 20 }),
        async (values) => {
          for (const value of values) await send(value);
          const before = receiver.inbound.length;
          await harness.drive.command(harness.ana, harness.place, ['ops', 'help'], {});
          expect(receiver.inbound.length).toBeGreaterThan(before);
          expect(thrown).toEqual([]);
        },
      ),
      { numRuns: 10 },
    );
    expect(harness.platform.oddities?.()).toBeGreaterThan(0);
  });

  it.each(mode === 'socket' ? SHAPES : [])('%s ends nothing', async (_name, frame) => {
    harness.fake.socket.write(frame);
    const before = receiver.inbound.length;
    await harness.drive.command(harness.ana, harness.place, ['ops', 'help'], {});
    expect(receiver.inbound.length).toBeGreaterThan(before);
    expect(thrown).toEqual([]);
    expect(harness.platform.oddities?.()).toBe(1);
    expect(harness.fake.socket.connections()).toBe(1);
  });
});
