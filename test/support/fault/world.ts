import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPlant } from '../../../examples/plant/twist/src/store.ts';
import { type PlantProcess, startPlant } from '../app/plant-process.ts';
import { layEmptyEmbedded } from '../embedded-template.ts';
import { type BotProcess, startBot } from './bot-process.ts';
import { embeddedKeeping, folderCopies, type Keeping, postgresKeeping } from './databases.ts';
import { freePort } from './free-port.ts';
import { type Extent, LEASE_MS, writeRunbooks, writeSettings } from './settings.ts';
import { type Visitor, visitorOf } from './visitor.ts';

export interface StartOptions {
  /** `point` or `point#3`: see src/crash-point.ts. */
  readonly crashAt?: string | undefined;
  /** Which of several processes this is; each has a console of its own. Default: 0. */
  readonly index?: number;
  /** How slow the plant's scripts are; 1 is as slow as in the demo. Default: 0. */
  readonly pace?: number;
}

/** Real bots, a real plant and one database, in a folder of their own. */
export interface World {
  readonly folder: string;
  readonly plant: PlantProcess;
  readonly keeping: Keeping;
  /** Starts a bot without waiting for it. */
  launch(options?: StartOptions): Promise<BotProcess>;
  /** Starts a bot and waits until it serves. */
  start(options?: StartOptions): Promise<BotProcess>;
  /** Acts at the console of a process, and goes on trying while it is down. */
  visitor(index?: number): Promise<Visitor>;
  /** The lines that drill.sh left: one for each time that it took effect. */
  drilled(): readonly string[];
  /** Trips the breaker by mistake, with its cooldown already over. */
  trip(): void;
  /** Ends every bot as `kill -9` does. */
  kill(): Promise<void>;
  /** Remembers everything, with no bot running, to begin there again. */
  save(name: string): Promise<void>;
  restore(name: string): Promise<void>;
  /** Stops every bot in good order. */
  stop(): Promise<void>;
  /** Kills what runs and deletes the folder. */
  close(): Promise<void>;
}

export interface WorldOptions {
  /** Default: what the story of the breaker needs. */
  readonly extent?: Extent;
  /** How long a worker may be silent. */
  readonly leaseMs?: number;
}

/** @param url of an empty database on a server; without it the bot uses the embedded one. */
export async function openWorld(
  url?: string,
  { extent = 'story', leaseMs = LEASE_MS }: WorldOptions = {},
): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-fault-'));
  writeRunbooks(folder, extent);
  const plantFolder = join(folder, 'plant');
  const home = join(folder, 'home');
  const plant = await startPlant(plantFolder, 0);
  if (url === undefined) await layEmptyEmbedded(join(home, 'database'));
  const keeping = url === undefined ? embeddedKeeping() : postgresKeeping(url);
  const copies = folderCopies(folder, ['home', 'plant']);
  const bots = new Set<BotProcess>();
  const ports: number[] = [];

  async function portOf(index: number): Promise<number> {
    ports[index] ??= await freePort();
    return ports[index];
  }

  async function launch({ crashAt, index = 0, pace = 0 }: StartOptions = {}): Promise<BotProcess> {
    const layout = { folder, plant: plantFolder, monitor: plant.url, leaseMs };
    const environment = {
      KEYTURN_CONFIG: writeSettings(layout, await portOf(index), pace),
      KEYTURN_HOME: home,
      ...(crashAt === undefined ? {} : { KEYTURN_CRASH_AT: crashAt }),
      ...(keeping.url === undefined ? {} : { DATABASE_URL: keeping.url }),
    };
    const bot = startBot(environment);
    bots.add(bot);
    void bot.gone.then(() => bots.delete(bot));
    return bot;
  }

  async function kill(): Promise<void> {
    await Promise.all([...bots].map((bot) => bot.kill()));
  }

  return {
    folder,
    plant,
    keeping,
    launch,
    async start(options) {
      const bot = await launch(options);
      await bot.ready;
      return bot;
    },
    visitor: async (index = 0) => visitorOf(`http://127.0.0.1:${await portOf(index)}`),
    drilled() {
      const file = join(folder, 'drill.log');
      return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
    },
    trip() {
      plant.fault('trip-breaker');
      openPlant(plantFolder).change((state, { now }) => {
        state.breaker.cooldownEndsAt = new Date(now.getTime() - 1).toISOString();
      });
    },
    async stop() {
      for (const bot of bots) bot.signal('SIGTERM');
      await Promise.all([...bots].map((bot) => bot.gone));
    },
    kill,
    async save(name) {
      await copies.save(name);
      await keeping.save(name);
    },
    async restore(name) {
      await copies.restore(name);
      await keeping.restore(name);
    },
    async close() {
      await kill();
      await plant.stop();
      await keeping.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
