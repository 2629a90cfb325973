import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allCommands } from '../../../../../src/app/features.ts';
import { type ScriptedReceiver, scriptedReceiver } from '../../../../contract/scripted-receiver.ts';
import { type DiscordHarness, discordHarness } from '../../../../support/discord/harness.ts';

const commands = await allCommands();

/** Whatever JSON can hold. */
const odd = fc.oneof(
  fc.constantFrom(null, [], {}, '', 0, -1, 1e308, true, 'x'.repeat(100_000)),
  fc.jsonValue({ maxDepth: 4 }),
);
const part = (value: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 3, arbitrary: value }, { weight: 1, arbitrary: odd });
const id = fc.constantFrom('1', '123456789012345678');
const interaction = fc.record(
  {
    id: part(id),
    type: part(fc.constantFrom(1, 2, 3, 4, 5, 99)),
    application_id: part(id),
    token: part(fc.constant('token')),
    guild_id: part(id),
    channel_id: part(id),
    channel: part(fc.record({ id: part(id), type: part(fc.constantFrom(0, 1, 11)) })),
    member: part(fc.record({ user: part(fc.record({ id: part(id) })), roles: odd, permissions: odd })),
    user: odd,
    message: part(fc.record({ id: part(id), channel_id: part(id) })),
    entitlements: odd,
    data: part(
      fc.record(
        {
          id: part(id),
          name: part(fc.constant('ops')),
          type: part(fc.constant(1)),
          options: odd,
          custom_id: odd,
          component_type: part(fc.constantFrom(2, 3)),
          components: odd,
          resolved: odd,
        },
        { requiredKeys: [] },
      ),
    ),
  },
  { requiredKeys: [] },
);
const reaction = fc.record(
  {
    user_id: part(id),
    channel_id: part(id),
    message_id: part(id),
    guild_id: part(id),
    member: odd,
    emoji: part(fc.record({ id: odd, name: odd })),
  },
  { requiredKeys: [] },
);
const EVENTS = [
  'GUILD_CREATE',
  'GUILD_UPDATE',
  'GUILD_DELETE',
  'CHANNEL_CREATE',
  'CHANNEL_UPDATE',
  'CHANNEL_DELETE',
  'THREAD_CREATE',
  'THREAD_LIST_SYNC',
  'GUILD_ROLE_CREATE',
  'GUILD_ROLE_UPDATE',
  'GUILD_MEMBER_UPDATE',
  'MESSAGE_REACTION_REMOVE_ALL',
  'MESSAGE_REACTION_REMOVE_EMOJI',
  'USER_UPDATE',
  'NOT_AN_EVENT',
];
const dispatch = fc.oneof(
  fc.record({
    op: fc.constant(0),
    t: fc.constant('INTERACTION_CREATE'),
    s: fc.constant(null),
    d: part(interaction),
  }),
  fc.record({
    op: fc.constant(0),
    t: fc.constantFrom('MESSAGE_REACTION_ADD', 'MESSAGE_REACTION_REMOVE'),
    s: fc.constant(null),
    d: part(reaction),
  }),
  fc.record({ op: fc.constant(0), t: part(fc.constantFrom(...EVENTS)), s: odd, d: odd }),
);
const frame = fc.oneof(
  { weight: 6, arbitrary: dispatch },
  {
    weight: 1,
    arbitrary: fc.constantFrom({ op: 10, d: null }, { op: 10, d: { heartbeat_interval: 0 } }, { op: 11 }),
  },
  { weight: 1, arbitrary: odd },
);

const INTERACTION =
  '{"op":0,"t":"INTERACTION_CREATE","s":null,"d":{"id":"1","type":2,"guild_id":"1","user":{"id":"1"},"data":null}}';

describe('odd frames of the gateway', () => {
  let harness: DiscordHarness;
  let receiver: ScriptedReceiver;
  const thrown: unknown[] = [];
  const note = (error: unknown): void => void thrown.push(error);
  beforeEach(async () => {
    thrown.length = 0;
    process.on('unhandledRejection', note);
    process.on('uncaughtException', note);
    harness = await discordHarness({ commands, timing: { reconnectMs: 30 } });
    receiver = scriptedReceiver();
    await harness.platform.start(receiver);
  });
  afterEach(async () => {
    await harness.close();
    process.off('unhandledRejection', note);
    process.off('uncaughtException', note);
  });

  async function stillWorks(): Promise<void> {
    const before = receiver.inbound.length;
    await harness.drive.command(harness.ana, harness.place, ['ops', 'help'], {});
    expect(receiver.inbound.length).toBeGreaterThan(before);
    expect(thrown).toEqual([]);
  }

  it('end nothing, whatever they hold, and the next command is taken', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(frame, { minLength: 5, maxLength: 40 }), async (frames) => {
        for (const one of frames) harness.discord.gateway.write(JSON.stringify(one));
        await stillWorks();
      }),
      { numRuns: 15 },
    );
    expect(harness.platform.oddities?.()).toBeGreaterThan(0);
  });

  it.each([
    ['no JSON', '{'],
    ['nothing', 'null'],
    ['a list', '[]'],
    ['an event without data', '{"op":0,"t":"INTERACTION_CREATE","s":null,"d":null}'],
    ['an interaction without a user', '{"op":0,"t":"INTERACTION_CREATE","s":null,"d":{"id":"1","type":3}}'],
    ['a reaction with a null emoji', '{"op":0,"t":"MESSAGE_REACTION_ADD","s":null,"d":{"emoji":null}}'],
    ['a server with null channels', '{"op":0,"t":"GUILD_CREATE","s":null,"d":{"id":"1","channels":null}}'],
    ['an operation that is no number', '{"op":{},"d":null}'],
    ['an interaction whose data is nothing', INTERACTION],
    ['an event called error', '{"op":0,"t":"error","s":null,"d":{}}'],
    ['a welcome without data', '{"op":0,"t":"READY","s":null,"d":null}'],
    ['a hello without data', '{"op":10,"d":null}'],
    [
      'a depth of 50,000',
      `{"op":0,"t":"INTERACTION_CREATE","s":null,"d":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
    ],
  ])('%s ends nothing', async (name, text) => {
    harness.discord.gateway.write(text);
    await stillWorks();
    // The library itself passes over the two that are known only in part.
    expect(harness.platform.oddities?.()).toBe(name.includes(' null ') ? 0 : 1);
  });
});
