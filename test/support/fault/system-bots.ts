import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { CrashPoint } from '../../../src/crash-point.ts';
import { projectRoot } from '../../../src/files/project-root.ts';
import type { Operated, Plant } from '../app/operated.ts';
import type { Written } from '../app/settings.ts';
import { freePort } from '../free-port.ts';
import { newSharedDatabase } from '../shared-server.ts';
import { type BotProcess, startBot } from './bot-process.ts';
import { LEASE_MS } from './settings.ts';
import { storedText } from './stored-text.ts';
import { type SeenCard, type Visitor, visitorOf } from './visitor.ts';

/** Real bots with the runbook of one system, one after the other, on one database and one plant: they are there to be killed. */
export interface SystemBots<P extends Plant> {
  readonly plant: P;
  /** People at the console, in the channel of the system. */
  readonly visitor: Visitor;
  /** Starts one and waits until it serves; it dies at a point, `point#3` the third time that it is there. */
  start(crashAt?: CrashPoint | `${CrashPoint}#${number}`): Promise<BotProcess>;
  /** Ends whatever runs as `kill -9` does. */
  kill(): Promise<void>;
  /** The newest card with all these texts that somebody sees; waits for it. */
  card(as: string, ...texts: readonly string[]): Promise<SeenCard>;
  /** On call, asks for an action and fills in its form. */
  asks(action: string, values: Readonly<Record<string, string>>): Promise<void>;
  /** The same for one that is begun at once. */
  breaksGlass(action: string, title: string, values: Readonly<Record<string, string>>): Promise<void>;
  /** All that was ever written down: messages, the log and whatever else is stored, and what the processes have printed. */
  said(): Promise<string>;
  /** Kills what runs and deletes everything. */
  close(): Promise<void>;
}

const ON_CALL = 'ana';

export async function openSystemBots<P extends Plant>(operated: Operated<P>): Promise<SystemBots<P>> {
  const { system } = operated;
  const folder = mkdtempSync(join(tmpdir(), `keyturn-${system}-bots-`));
  const [plant, database, port] = await Promise.all([
    operated.startPlant(join(folder, 'plant'), 0),
    newSharedDatabase(),
    freePort(),
  ]);
  const settings = writeSettings(operated, { folder, plant, port });
  const visitor = visitorOf(`http://127.0.0.1:${port}`, `ops-${system}`);
  const bots: BotProcess[] = [];
  const kill = async () => {
    await Promise.all(bots.map((bot) => bot.kill()));
  };
  const self: SystemBots<P> = {
    plant,
    visitor,
    kill,
    async start(crashAt) {
      await kill();
      const bot = startBot({
        ...operated.secrets(plant),
        KEYTURN_CONFIG: settings,
        KEYTURN_HOME: join(folder, 'home'),
        DATABASE_URL: database.url,
        ...(crashAt === undefined ? {} : { KEYTURN_CRASH_AT: crashAt }),
      });
      bots.push(bot);
      await bot.ready;
      return bot;
    },
    card: (as, ...texts) =>
      visitor.until(`${as} sees ${texts.join(' … ')}`, async () =>
        (await visitor.cards(as)).findLast(({ text }) => texts.every((part) => text.includes(part))),
      ),
    async asks(action, values) {
      const form = await visitor.command(ON_CALL, 'ops run', { action: `${system}:${action}` });
      if (form === undefined) throw new Error(`${action} has no form`);
      await visitor.submit(ON_CALL, form, values);
    },
    async breaksGlass(action, title, values) {
      await self.asks(action, values);
      await visitor.click(
        ON_CALL,
        await self.card(ON_CALL, `Break the glass? ${title}`),
        'Break the glass now',
      );
    },
    said: async () => [await storedText(database.url), ...bots.map((bot) => bot.output())].join('\n'),
    async close() {
      await Promise.all([kill(), plant.stop()]);
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return self;
}

interface Around<P extends Plant> {
  readonly folder: string;
  readonly plant: P;
  /** Of the console. */
  readonly port: number;
}

/** The settings of the demo with this system alone, and short leases. Answers the path of the file. */
function writeSettings<P extends Plant>(
  { system, place }: Operated<P>,
  { folder, plant, port }: Around<P>,
): string {
  const runbooks = join(folder, 'runbooks');
  cpSync(join(projectRoot, 'runbooks', system), join(runbooks, system), { recursive: true });
  const demo = readFileSync(join(projectRoot, 'examples', 'demo', 'keyturn.yaml'), 'utf8');
  const file = parse(demo) as Written & { readonly platforms: { readonly console: object } };
  place(file, plant);
  const path = join(folder, 'keyturn.yaml');
  const own = {
    ...file,
    runbooks,
    timing: { lease: `${LEASE_MS}ms`, cardInterval: '50ms', checkpointInterval: '50ms', drain: '5s' },
    systems: { [system]: file.systems[system] },
    platforms: { console: { ...file.platforms.console, addr: `127.0.0.1:${port}` } },
  };
  writeFileSync(path, stringify(own));
  return path;
}
