import { DiscordAPIError, HTTPError, RateLimitError, type REST } from 'discord.js';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { isHuman } from '../../../../../src/bot/platforms/discord/humans.ts';
import { readButton } from '../../../../../src/bot/platforms/discord/interactions/read.ts';
import { readReaction } from '../../../../../src/bot/platforms/discord/reactions/read.ts';
import { rolesOf } from '../../../../../src/bot/platforms/discord/roles.ts';

const log = pino({ level: 'silent' });
const answered = (status: number, code: number) =>
  new DiscordAPIError({ code, message: 'said' }, code, status, 'GET', 'https://discord.test', {});
const UNKNOWN = answered(404, 10013);
const NO_MEMBER = answered(404, 10007);
const FAILURES: readonly (readonly [string, Error])[] = [
  ['500', answered(500, 0)],
  ['403', answered(403, 50001)],
  ['an empty 502', new HTTPError(502, 'Bad Gateway', 'GET', 'https://discord.test', {})],
  [
    '429',
    new RateLimitError({
      timeToReset: 1,
      limit: 1,
      method: 'GET',
      hash: 'h',
      url: 'u',
      route: '/users/:id',
      majorParameter: 'm',
      global: false,
      retryAfter: 1,
      sublimitTimeout: 0,
      scope: 'user',
    }),
  ],
  ['a broken connection', new Error('ECONNRESET')],
];

describe('who somebody is on Discord', () => {
  it.each([
    ['a person', { bot: false, system: false, discriminator: '0' }, true],
    ['a person of old', { bot: false, discriminator: '1234' }, true],
    ['an application', { bot: true, discriminator: '0' }, false],
    ['a webhook', { discriminator: '0000' }, false],
    ['Discord itself', { system: true, discriminator: '0' }, false],
  ])('%s is told apart: %o', (_who, user, human) => {
    expect(isHuman(user)).toBe(human);
  });

  const reacted = (error: Error) =>
    readReaction(
      {
        message: { guildId: '7', id: '1', channelId: '3', channel: { isThread: () => false } },
        emoji: { name: '✅' },
      } as never,
      { id: '9', partial: true, fetch: () => Promise.reject(error) } as never,
      true,
      log,
    );

  it('whoever reacted and is unknown there is told so', async () => {
    expect(await reacted(UNKNOWN)).toMatchObject({ human: false, stranger: 'unknown' });
  });

  it.each(FAILURES)('%s says nothing about whoever reacted', async (_what, error) => {
    expect(await reacted(error)).toMatchObject({ human: false, stranger: 'temporary' });
  });

  it.each([
    ['somebody who left', NO_MEMBER],
    ['nobody', UNKNOWN],
  ])('%s has no roles', async (_who, error) => {
    const rest = { get: () => Promise.reject(error) } as unknown as REST;
    expect(await rolesOf(rest, { platform: 'discord', workspace: '7', id: '9' })).toEqual([]);
  });

  it.each(FAILURES)('%s does not say that somebody has no roles', async (_what, error) => {
    const rest = { get: () => Promise.reject(error) } as unknown as REST;
    await expect(rolesOf(rest, { platform: 'discord', workspace: '7', id: '9' })).rejects.toThrow();
  });

  it('an interaction without its member is of somebody who was not told, and not of a bot', () => {
    const interaction = (member: object | null) =>
      readButton(
        {
          id: '5',
          user: { id: '9', username: 'ana', bot: false, system: false, discriminator: '0' },
          member,
          channel: null,
          channelId: '3',
          customId: 'n1',
          message: { id: '1' },
        } as never,
        '7',
      );
    expect(interaction(null)).toMatchObject({ human: false, stranger: 'temporary' });
    expect(interaction({ roles: [] })).toMatchObject({ human: true });
  });
});
