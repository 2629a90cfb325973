import { sql } from 'drizzle-orm';
import pino from 'pino';
import type { OpeningWish } from '../../../src/channel/channel.ts';
import { createChannelHost } from '../../../src/channel/chat/platform-host.ts';
import { type Channels, createChannels } from '../../../src/channel/service.ts';
import type { ChannelKeeper } from '../../../src/chat/channels.ts';
import type { ChatPlatform } from '../../../src/chat/port.ts';
import type { Principal } from '../../../src/people/principal.ts';
import { createPeople } from '../../../src/people/service.ts';
import type { Database } from '../../../src/store/database.ts';
import { inBackground, type Swept } from '../../support/background.ts';
import {
  account,
  type Home,
  type MemoryChat,
  memoryChat,
  memoryPlatform,
} from '../../support/chat/memory-platform.ts';
import { type ManualClock, manualClock } from '../../support/clock.ts';
import { openTestDatabase } from '../../support/database.ts';

const DISCORD: Home = { platform: 'discord', workspace: 'G1' };
const SLACK: Home = { platform: 'slack', workspace: 'T1' };
export const ana: Principal = { id: 'ana', name: 'Ana', kind: 'human' };
export const ben: Principal = { id: 'ben', name: 'Ben', kind: 'human' };
export const cem: Principal = { id: 'cem', name: 'Cem', kind: 'human' };

/** The rooms that open channels, between two platforms. Ben is on Slack alone; Ben and Cem have the role `sre`. */
export interface OpeningWorld {
  readonly db: Database;
  readonly clock: ManualClock;
  discord: MemoryChat;
  slack: MemoryChat;
  /** Another process; `change` makes its platforms do something else. */
  process(change?: (platform: ChatPlatform) => ChatPlatform, patienceMs?: number): Swept<Channels>;
  /** What the log says of an opening, as `kind platform/workspace`. */
  log(id: string): Promise<readonly string[]>;
  /** Forgets what was opened. */
  reset(): Promise<void>;
}

export async function openingWorld(): Promise<OpeningWorld> {
  const clock = manualClock();
  const db = await openTestDatabase(clock);
  const people = createPeople({ db, jobs: { emit: async () => {} } as never, access: () => ({}) });
  await people.sync({
    people: [
      { ...ana, accounts: [account('ana', DISCORD), account('ana', SLACK)] },
      { ...ben, accounts: [account('ben', SLACK)] },
      { ...cem, accounts: [account('cem', DISCORD), account('cem', SLACK)] },
    ],
    roles: [{ name: 'sre', members: ['ben', 'cem'], groups: [], holdMs: 0 }],
  });
  const world: OpeningWorld = {
    db,
    clock,
    discord: memoryChat([]),
    slack: memoryChat([]),
    process(change = (one) => one, patienceMs = 600_000) {
      const platforms = [memoryPlatform(world.discord, DISCORD), memoryPlatform(world.slack, SLACK)];
      return inBackground((background) =>
        createChannels({
          db,
          clock,
          background,
          patienceMs,
          people,
          host: createChannelHost(platforms.map(change)),
          log: pino({ level: 'silent' }),
        }),
      );
    },
    async log(id) {
      const chain = `channel/${id}`;
      const query = sql`select kind, body from audit_entry where chain = ${chain} order by seq`;
      const rows = await db.read((reader) => reader.orm.execute(query));
      return (rows as unknown as { kind: string; body: string }[]).map(({ kind, body }) => {
        const { site } = (JSON.parse(body) as { data: { site?: string } }).data;
        return site === undefined ? kind : `${kind} ${site}`;
      });
    },
    async reset() {
      await db.transact((tx) => tx.orm.execute(sql`truncate channel_opening, channel_site`));
      Object.assign(world, { discord: memoryChat([]), slack: memoryChat([]) });
    },
  };
  return world;
}

/** The same platform, with another way of doing one thing. */
export const keeping =
  (change: (keeper: ChannelKeeper) => Partial<ChannelKeeper>) =>
  (platform: ChatPlatform): ChatPlatform =>
    platform.channels === undefined
      ? platform
      : { ...platform, channels: { ...platform.channels, ...change(platform.channels) } };

export function wish(more: Partial<OpeningWish> = {}): OpeningWish {
  return {
    name: 'Payments outage',
    about: 'Card payments fail since noon',
    private: true,
    people: ['ben'],
    ...more,
  };
}
