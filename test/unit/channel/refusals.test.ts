import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OpsError } from '../../../src/errors.ts';
import { ana, cem, type OpeningWorld, openingWorld, wish } from './opening-world.ts';

const ivan = { id: 'ivan', name: 'Ivan', kind: 'human' } as const;

describe('opening a channel refuses', () => {
  let world: OpeningWorld;
  beforeAll(async () => {
    world = await openingWorld();
  });
  afterAll(() => world.db.close());
  beforeEach(() => world.reset());

  const refused = async (attempt: Promise<unknown>): Promise<string | undefined> =>
    attempt.then(
      () => undefined,
      (error: unknown) => (error instanceof OpsError ? error.code : Promise.reject(error)),
    );

  it('somebody who is not in the settings any more', async () => {
    expect(await refused(world.process().open(ivan, wish()))).toBe('access.not-active');
  });

  it('a name that is nobody, and says who was meant', async () => {
    const attempt = world.process().open(ana, wish({ people: ['bem'] }));
    await expect(attempt).rejects.toMatchObject({
      refusal: { code: 'channel.unknown-guest', next: expect.stringContaining('ben') },
    });
  });

  it('a name of which a platform could make nothing', async () => {
    expect(await refused(world.process().open(ana, wish({ name: '…' })))).toBe('channel.name');
  });

  it('to touch a private one for somebody who is not in it', async () => {
    const { id } = await world.process().open(ana, wish());
    expect(await refused(world.process().again(cem, id))).toBe('channel.unknown');
    expect(await refused(world.process().again(ana, 'chn-nothing0'))).toBe('channel.unknown');
  });

  it('where no platform opens channels', async () => {
    const bare = world.process(({ channels: _channels, ...platform }) => platform);
    expect(await refused(bare.open(ana, wish()))).toBe('channel.nowhere');
  });

  it('nothing of it leaves a trace on a platform', async () => {
    await refused(world.process().open(ana, wish({ people: ['nobody-of-us'] })));
    expect([...world.discord.opened, ...world.slack.opened]).toEqual([]);
  });
});
