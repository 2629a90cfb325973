import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ListedChannel } from '../../../../../src/bot/platforms/console/channels/book.ts';
import type { Console } from '../../../../../src/bot/platforms/console/console.ts';
import type { ChannelKeeper, ChannelWish } from '../../../../../src/chat/channels.ts';
import { systemClock } from '../../../../../src/clock.ts';
import type { Database } from '../../../../../src/store/database.ts';
import { clientOf } from '../../../../support/console/client.ts';
import { healthCard } from '../../../../support/console/fixtures.ts';
import { emptyConsole, openConsole } from '../../../../support/console/open.ts';
import { openTestDatabase } from '../../../../support/database.ts';

describe('channels of the console', () => {
  let db: Database;
  let platform: Console;
  let keeper: ChannelKeeper;
  beforeAll(async () => {
    db = await openTestDatabase(systemClock);
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    await emptyConsole(db);
    ({ platform } = await openConsole(db));
    if (platform.channels === undefined) throw new Error('the console opens channels');
    keeper = platform.channels;
  });
  afterEach(() => platform.stop());

  const ana = { platform: 'console', workspace: 'local', id: 'ana' } as const;
  const wish = (more: Partial<ChannelWish> = {}): ChannelWish => ({
    workspace: 'local',
    key: 'k',
    name: 'outage',
    topic: 'Why',
    private: true,
    invite: [ana],
    ...more,
  });
  const listed = async (as: string): Promise<readonly ListedChannel[]> =>
    (await clientOf(platform, as).get<{ channels: readonly ListedChannel[] }>(`/state?as=${as}`)).channels;

  it('are listed behind those of the settings, with what is pinned in them', async () => {
    const { place, url } = await keeper.create(wish());
    await keeper.pin(await platform.post(place, healthCard, 'card'));
    expect(url).toBe(`${platform.url}/#/outage`);
    expect((await listed('ana')).at(-1)).toMatchObject({
      id: 'outage',
      topic: 'Why',
      private: true,
      archived: false,
      pinned: [{ title: 'TWIST is healthy' }],
    });
  });

  it('show nothing of a private one to a persona outside of it, by whatever way', async () => {
    const { place } = await keeper.create(wish());
    const ref = await platform.post(place, healthCard, 'secret');
    const open = await platform.post({ ...place, channel: 'ops-twist' }, healthCard, 'open');
    const ben = clientOf(platform, 'ben');
    expect((await listed('ben')).map(({ id }) => id)).not.toContain('outage');
    expect(await ben.messages('outage')).toEqual([]);
    expect(await ben.get(`/messages/${ref.message}?as=ben`)).toMatchObject({
      refusal: { code: 'console.unknown-message' },
    });
    const streamed = await ben.stream({ since: 0 }, (messages) => messages.length === 1);
    expect(streamed.map(({ id }) => id)).toEqual([open.message]);
    const said = await ben.post('/message', { channel: 'outage', text: 'Let me in' });
    expect(said.body.refusal?.code).toBe('console.unknown-channel');
  });

  it('take no message any more once they are archived, and say so', async () => {
    const { place } = await keeper.create(wish());
    await keeper.archive(place);
    const said = await clientOf(platform, 'ana').post('/message', { channel: 'outage', text: 'Late' });
    expect(said.body.refusal?.code).toBe('console.archived');
    await expect(platform.post(place, healthCard, 'late')).rejects.toMatchObject({ kind: 'no-channel' });
  });

  it('get a suffix where the settings, the page or another channel has the name', async () => {
    await keeper.create(wish({ key: 'first' }));
    for (const [key, name] of Object.entries({ a: 'ops-twist', b: 'log', c: 'outage' })) {
      expect((await keeper.create(wish({ key, name }))).name).toMatch(new RegExp(`^${name}-[0-9a-f]{6}$`));
    }
  });
});
