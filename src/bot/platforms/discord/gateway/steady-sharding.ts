import { type ClientOptions, SimpleShardingStrategy } from 'discord.js';
import type { Oddities } from '../../../../chat/oddities.ts';
import { readFrame } from './frames.ts';

type BuildStrategy = NonNullable<NonNullable<ClientOptions['ws']>['buildStrategy']>;

/** The library's own methods that it calls without waiting for them: what they throw ends the process. */
interface Shard {
  unpackMessage(data: unknown, isBinary: boolean): Promise<unknown>;
  onMessage(data: unknown, isBinary: boolean): Promise<void>;
  onClose(code: number): Promise<void>;
  heartbeat(requested?: boolean): Promise<void>;
  internalConnect(): Promise<void>;
}

export interface SteadyOptions {
  readonly oddities: Oddities;
  /** True once the client was given up: the library would connect once more when it is destroyed while it connects. */
  readonly isOver: () => boolean;
  /** The connection cannot be made again by the library. */
  readonly broken: (error: unknown) => void;
}

/**
 * One connection, as the library makes it, in which nothing that Discord sends can end the process: frames are checked
 * before the library reads them, and whatever it throws over one ends with that frame.
 */
export function steadySharding(options: SteadyOptions): BuildStrategy {
  return (manager) => {
    const strategy = new SimpleShardingStrategy(manager);
    const { shards } = strategy as unknown as { readonly shards: ReadonlyMap<number, Shard> };
    const spawn = strategy.spawn.bind(strategy);
    strategy.spawn = async (ids) => {
      await spawn(ids);
      for (const shard of shards.values()) steady(shard, options);
    };
    return strategy;
  };
}

function steady(shard: Shard, { oddities, isOver, broken }: SteadyOptions): void {
  const unpack = shard.unpackMessage.bind(shard);
  const message = shard.onMessage.bind(shard);
  const closed = shard.onClose.bind(shard);
  const beat = shard.heartbeat.bind(shard);
  const connect = shard.internalConnect.bind(shard);
  Object.assign(shard, {
    async unpackMessage(data, isBinary) {
      return readFrame(await unpack(data, isBinary));
    },
    async onMessage(data, isBinary) {
      await message(data, isBinary).catch((error: unknown) => oddities.note('a frame of the gateway', error));
    },
    async onClose(code) {
      await closed(code).catch(broken);
    },
    async heartbeat(requested) {
      await beat(requested).catch((error: unknown) => oddities.note('a heartbeat', error));
    },
    async internalConnect() {
      if (isOver()) return;
      await connect().catch(broken);
    },
  } satisfies Shard);
}
