import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { projectRoot } from '../../../src/files/project-root.ts';
import { placeTokenforge, SECRETS } from '../app/tokenforge.ts';
import { startTokenforge, type TokenforgeProcess } from '../app/tokenforge-process.ts';
import { freePort } from '../free-port.ts';
import { newSharedDatabase } from '../shared-server.ts';
import { type BotProcess, startBot } from './bot-process.ts';
import { LEASE_MS } from './settings.ts';
import { type Visitor, visitorOf } from './visitor.ts';

/** Real bots with the runbook of TokenForge, one after the other, on one database and one plant. */
export interface TokenforgeBots {
  readonly plant: TokenforgeProcess;
  readonly visitor: Visitor;
  /** Starts one and waits until it serves. @param crashAt `point` or `point#3`: see src/crash-point.ts */
  start(crashAt?: string): Promise<BotProcess>;
  /** Ends whatever runs as `kill -9` does. */
  kill(): Promise<void>;
  /** Kills what runs and deletes everything. */
  close(): Promise<void>;
}

export async function openTokenforgeBots(): Promise<TokenforgeBots> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-tokenforge-bots-'));
  const [plant, database, port] = await Promise.all([
    startTokenforge(join(folder, 'plant')),
    newSharedDatabase(),
    freePort(),
  ]);
  const settings = writeSettings(folder, plant, port);
  const bots: BotProcess[] = [];
  const kill = async () => {
    await Promise.all(bots.map((bot) => bot.kill()));
  };
  return {
    plant,
    visitor: visitorOf(`http://127.0.0.1:${port}`),
    async start(crashAt) {
      const bot = startBot({
        ...SECRETS,
        KEYTURN_CONFIG: settings,
        KEYTURN_HOME: join(folder, 'home'),
        DATABASE_URL: database.url,
        ...(crashAt === undefined ? {} : { KEYTURN_CRASH_AT: crashAt }),
      });
      bots.push(bot);
      await bot.ready;
      return bot;
    },
    kill,
    async close() {
      await Promise.all([kill(), plant.stop()]);
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The settings of the demo with this system alone. Answers the path of the file. */
function writeSettings(folder: string, plant: TokenforgeProcess, port: number): string {
  const runbooks = join(folder, 'runbooks');
  cpSync(join(projectRoot, 'runbooks', 'tokenforge'), join(runbooks, 'tokenforge'), { recursive: true });
  const demo = parse(readFileSync(join(projectRoot, 'examples', 'demo', 'keyturn.yaml'), 'utf8'));
  const file = {
    ...demo,
    runbooks,
    timing: { lease: `${LEASE_MS}ms`, cardInterval: '50ms', checkpointInterval: '50ms', drain: '5s' },
    systems: {},
    platforms: { console: { ...demo.platforms.console, addr: `127.0.0.1:${port}` } },
  };
  placeTokenforge(file, plant);
  const path = join(folder, 'keyturn.yaml');
  writeFileSync(path, stringify(file));
  return path;
}
