import { setTimeout as sleep } from 'node:timers/promises';
import { Routes } from 'discord.js';
import pino from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { createBrake } from '../../../../../src/bot/platforms/discord/brake/brake.ts';
import { createInvalidRequests } from '../../../../../src/bot/platforms/discord/brake/invalid-requests.ts';
import { createChannels } from '../../../../../src/bot/platforms/discord/channels.ts';
import { delivering } from '../../../../../src/bot/platforms/discord/errors.ts';
import { renderText } from '../../../../../src/bot/platforms/discord/render/message.ts';
import { createRest } from '../../../../../src/bot/platforms/discord/rest.ts';
import { DeliveryError } from '../../../../../src/chat/port.ts';
import { Secret } from '../../../../../src/config/secret.ts';
import { type FakeDiscord, startFakeDiscord } from '../../../../support/discord/fake-discord.ts';
import type { RateLimitRules } from '../../../../support/discord/rate-limits.ts';
import { addChannel } from '../../../../support/discord/state.ts';

const MINUTE_MS = 60_000;
let discord: FakeDiscord;
afterEach(() => discord.close());

/** A client whose clock the test moves, with what it logs. */
async function open(limit: number, limits: Partial<RateLimitRules>) {
  discord = await startFakeDiscord({ limits });
  const logged: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(JSON.parse(line).msg) });
  const clock = { now: 0 };
  const brake = createBrake(log, limit, () => clock.now);
  const rest = createRest({ token: new Secret(discord.token), apiUrl: discord.apiUrl, log, brake });
  return { rest, brake, logged, clock };
}

const kindOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'done',
    (error: unknown) => (error instanceof DeliveryError ? error.kind : 'another error'),
  );
const answers = (status: number) => discord.requests.filter((one) => one.status === status).length;

describe('invalid requests to Discord', () => {
  it('5.15 stop long before Discord bans the address, and the log and the health say so', async () => {
    const { rest, brake, logged } = await open(20, { invalid: 40 });
    const closed = addChannel(discord.state, 'closed');
    closed.closed = true;
    const kinds: string[] = [];
    for (let at = 0; at < 60; at += 1) {
      kinds.push(await kindOf(delivering(() => rest.get(Routes.channel(closed.id)))));
    }
    expect(answers(403)).toBe(20);
    expect(kinds.slice(-40)).toEqual(Array.from({ length: 40 }, () => 'rate-limited'));
    expect(logged).toContain('too many requests refused: none is made until Discord cannot ban us');
    expect(brake.problems()).toEqual([
      expect.stringContaining('Discord refused 20 requests within ten minutes'),
    ]);
  });

  it('5.15 are made again once so many are long enough ago', async () => {
    const { rest, brake, clock } = await open(5, {});
    const channel = addChannel(discord.state, 'ops');
    channel.closed = true;
    const ask = () => kindOf(delivering(() => rest.get(Routes.channel(channel.id))));
    for (let at = 0; at < 5; at += 1) await ask();
    channel.closed = false;
    clock.now += 9 * MINUTE_MS;
    expect(await ask()).toBe('rate-limited');
    clock.now += 2 * MINUTE_MS;
    expect(await ask()).toBe('done');
    expect(brake.problems()).toEqual([]);
  });

  it('are those of the last ten minutes, whenever one looks', () => {
    const invalid = createInvalidRequests(3);
    for (const minute of [0, 4, 8]) invalid.note(minute * MINUTE_MS);
    expect(invalid.stopsUntil(9 * MINUTE_MS)).toBe(11 * MINUTE_MS);
    expect(invalid.stopsUntil(11 * MINUTE_MS)).toBeUndefined();
    invalid.note(12 * MINUTE_MS);
    expect(invalid.stopsUntil(12 * MINUTE_MS)).toBe(15 * MINUTE_MS);
  });

  it('that a token causes are few: it is tried again after half a minute, then later and later', async () => {
    const { rest, brake, clock, logged } = await open(1_000, {});
    discord.revokeToken();
    const ask = () => kindOf(delivering(() => rest.get(Routes.user())));
    for (let second = 0; second < 3_600; second += 1) {
      await ask();
      clock.now += 1_000;
    }
    expect(answers(401)).toBeLessThan(12);
    expect(brake.problems()).toEqual([expect.stringContaining('does not accept DISCORD_TOKEN')]);
    discord.restoreToken();
    clock.now += 10 * MINUTE_MS;
    expect(await ask()).toBe('done');
    expect(brake.problems()).toEqual([]);
    expect(logged.at(-1)).toBe('Discord accepts the token again');
  });

  it('do not keep answers to interactions from being given: those carry a token of their own', async () => {
    const { rest } = await open(1_000, {});
    discord.revokeToken();
    await kindOf(delivering(() => rest.get(Routes.user())));
    const before = discord.requests.length;
    await kindOf(
      delivering(() => rest.post(Routes.webhook('1', 'x'), { auth: false, body: { content: 'x' } })),
    );
    expect(discord.requests).toHaveLength(before + 1);
  });
});

describe('the requests of a bot in a second', () => {
  /** Posts into many channels, and again after as long as it is asked to wait. */
  async function postAll(global: number, posts: number): Promise<void> {
    const { rest } = await open(1_000, { global });
    const channels = createChannels(rest);
    await Promise.all(
      Array.from({ length: posts }, async (_, at) => {
        const { id } = addChannel(discord.state, `channel-${at}`);
        for (;;) {
          try {
            await delivering(() => channels.send(id, { body: renderText(`${at}`).body }, `k${at}`));
            return;
          } catch (error) {
            if (!(error instanceof DeliveryError) || error.kind !== 'rate-limited') throw error;
            await sleep(error.retryAfterMs);
          }
        }
      }),
    );
  }

  it('5.15 are no more than Discord takes', async () => {
    await postAll(50, 160);
    expect(answers(429)).toBe(0);
    expect(discord.state.messages.size).toBe(160);
  });

  it('5.6 let a question wait that cards would not wait for', async () => {
    const { rest } = await open(1_000, { limit: 5, perMs: 1_500 });
    const { id } = addChannel(discord.state, 'ops');
    const asked = Array.from({ length: 12 }, () => rest.get(Routes.channel(id)));
    expect(await Promise.all(asked)).toHaveLength(12);
    expect(answers(429)).toBe(0);
  });

  it('5.15 wait when another process with the same token has used them up', async () => {
    await postAll(10, 40);
    expect(discord.state.messages.size).toBe(40);
    expect(answers(429)).toBeLessThan(200);
  });
});
