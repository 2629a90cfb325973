import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import pino from 'pino';
import { type App, createApp } from '../../../src/app.ts';
import type { Verification } from '../../../src/audit/verify/verify.ts';
import type { Config } from '../../../src/config/config.ts';
import { formatProblem } from '../../../src/config/problem.ts';
import { OpsError } from '../../../src/errors.ts';
import { formatProblem as formatRunbookProblem } from '../../../src/runbook/definition/lint.ts';
import { loadRunbooks } from '../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../src/runbook/steps/kinds.ts';
import type { Seen } from '../../contract/chat-harness.ts';
import {
  account,
  type MemoryChat,
  type MemoryPlatform,
  memoryChat,
  memoryPlatform,
} from '../chat/memory-platform.ts';
import { type ManualClock, tickingClock } from '../clock.ts';
import { layEmptyEmbedded } from '../embedded-template.ts';
import { newSharedDatabase } from '../shared-server.ts';
import { type Probe, until } from '../until.ts';
import { type Person, personIn } from './person.ts';
import { type PlantProcess, startPlant } from './plant-process.ts';
import { type SettingsFile, type Written, writeSettings } from './settings.ts';
import { verifyWholeLog } from './verify.ts';

export interface AppWorld {
  /** The program that runs now; another one after a restart. */
  readonly app: App;
  readonly config: Config;
  readonly clock: ManualClock;
  readonly plant: PlantProcess;
  readonly chat: MemoryChat;
  readonly platform: MemoryPlatform;
  /** The runbooks that serve, for tests that edit them. */
  readonly runbooks: string;
  as(who: string): Person;
  /** How many messages there were when this test began; people look at later ones only. */
  readonly scene: number;
  /** Waits until the probe answers something. The program finds by itself what there is to do. */
  until<T>(what: string, probe: Probe<T>): Promise<T>;
  /** Waits until the program has written down that it posted this: a person reacts later than that. */
  noted(message: Pick<Seen, 'ref'>): Promise<void>;
  /** Gives the program time to do something that it must not do. */
  settle(ms?: number): Promise<void>;
  /** Time passes for the program and for the plant. */
  advance(ms: number): void;
  /** Stops the program, and starts it anew on the same state folder. */
  restart(meanwhile?: () => void | Promise<void>): Promise<void>;
  /** Somebody changes keyturn.yaml or the runbooks, and they are read again. */
  reload(change?: (file: Written) => void): ReturnType<App['reload']>;
  /** Somebody changes who holds a role. */
  setRole(role: string, members: readonly string[]): Promise<void>;
  effects(name: string): number;
  /** Kinds of the entries of a chain of the log. */
  log(chain: string): Promise<readonly string[]>;
  /** Refusals on the shared chain `access` since the start, as `kind code`. */
  refusals(): Promise<readonly string[]>;
  verify(): Promise<Verification>;
  /** Ends what is open, heals the plant and lets two hours pass: the next test finds nobody in its way. */
  calm(): Promise<void>;
  close(): Promise<void>;
}

export interface StartOptions {
  /** Changes the settings of the demo. */
  readonly settings?: (file: Written) => void;
  /** Systems whose runbooks serve beside that of TWIST. */
  readonly beside?: readonly string[];
  /** Secrets of runbooks, as the environment gives them. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * On an embedded database of its own, as after `npm start`. Default: on the server that all tests share, where a statement
   * takes a tenth of the processor.
   */
  readonly embedded?: boolean;
}

const BOTS = ['deploy-bot'];

/** The whole program with the settings of `npm start`, on a state folder of its own, with a clock that the test moves. */
export async function startApp(options: StartOptions = {}): Promise<AppWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-app-'));
  const clock = tickingClock();
  // Noon: whatever a test does, it stays on one UTC day unless it means not to.
  const aheadMs = untilNoon(clock.now());
  clock.advance(aheadMs);
  const plant = await startPlant(join(folder, 'plant'), aheadMs);
  // A plant that is left behind would keep the process of the tests alive.
  const stopAndThrow = async (error: unknown): Promise<never> => {
    await plant.stop();
    throw error;
  };
  const { beside = [], env = {} } = options;
  const shared = options.embedded === true ? undefined : await newSharedDatabase().catch(stopAndThrow);
  const settings = writeSettings({
    ...{ folder, monitor: plant.url, plantState: plant.folder, beside },
    env: { ...env, ...(shared && { DATABASE_URL: shared.url }) },
  });
  if (options.settings) settings.edit(options.settings);
  const config = await soundSettings(settings).catch(stopAndThrow);
  if (shared === undefined) await layEmptyEmbedded(config.database.folder);
  const chat = memoryChat(Object.keys(config.channels));
  for (const bot of BOTS) chat.bots.add(bot);
  const platform = memoryPlatform(chat);
  const log = pino({ level: process.env.LOG_LEVEL ?? 'silent' });

  async function start(settled: Config): Promise<App> {
    const started = await createApp({
      config: settled,
      clock,
      log,
      platforms: [platform],
      readSettings: settings.read,
    });
    await started.start();
    return started;
  }
  let app = await start(config).catch(stopAndThrow);

  async function entries(query: ReturnType<typeof sql>): Promise<readonly string[]> {
    const rows = await app.db.read((reader) => reader.orm.execute(query));
    return (rows as unknown as { text: string }[]).map((row) => row.text);
  }

  let scene = 0;
  const world: AppWorld = {
    get app() {
      return app;
    },
    get scene() {
      return scene;
    },
    config,
    clock,
    plant,
    chat,
    platform,
    runbooks: settings.runbooks,
    as: (who) => personIn(world, who),
    until,
    async noted({ ref }) {
      const posted = sql`select message as text from card where message = ${ref.message}`;
      await until('the program knows what it posted', async () => (await entries(posted)).length > 0);
    },
    async settle(ms = 300) {
      app.jobs.poke();
      await sleep(ms);
    },
    advance(ms) {
      clock.advance(ms);
      plant.advance(ms);
      app.jobs.poke();
    },
    async restart(meanwhile) {
      await app.stop();
      await meanwhile?.();
      app = await start(await configIn(settings));
    },
    async reload(change) {
      if (change) settings.edit(change);
      return app.reload();
    },
    async setRole(name, members) {
      const { changed } = await world.reload((file) => {
        file.roles[name] = { ...file.roles[name], members };
      });
      if (!changed.includes('roles')) throw new Error(`the role ${name} was as it is`);
    },
    effects: plant.effects,
    log: (chain) => entries(sql`select kind as text from audit_entry where chain = ${chain} order by seq`),
    refusals: () =>
      entries(sql`select kind || ' ' || coalesce(body::jsonb->'data'->>'code', '') as text from audit_entry
        where chain = 'access' order by seq`),
    verify: () => verifyWholeLog(app, config),
    async calm() {
      await endRequests(app);
      await endRuns(app);
      await until('every run ends', async () => (await liveRuns(app)).length === 0);
      world.advance(2 * 3_600_000);
      plant.heal();
      await world.settle(100);
      chat.forms.clear();
      scene = chat.messages.length;
    },
    async close() {
      await app.stop();
      await plant.stop();
      await shared?.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return world;
}

/** @throws when the settings of the test itself are wrong. */
async function configIn(settings: SettingsFile): Promise<Config> {
  const result = await settings.read();
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'));
  return result.config;
}

/** @throws when the settings or the runbooks of the test itself are wrong: the program would serve without those. */
async function soundSettings(settings: SettingsFile): Promise<Config> {
  const config = await configIn(settings);
  const { problems, refused } = loadRunbooks(settings.runbooks, stepKinds);
  if (refused.length > 0) throw new Error(problems.map(formatRunbookProblem).join('\n'));
  return config;
}

async function endRequests(app: App): Promise<void> {
  const open = await app.db.read((reader) => app.approvals.list(reader, { live: true, limit: 100 }));
  for (const { id, requester } of open) {
    await app.approvals.withdraw({
      requestId: id,
      voter: requester.id,
      account: account(requester.id),
      human: true,
    });
  }
}

async function liveRuns(app: App) {
  return (await app.runs.list({ limit: 100 })).filter((run) => run.finishedAt === null);
}

async function endRuns(app: App): Promise<void> {
  for (const { id, requester, plan, steps } of await liveRuns(app)) {
    const doubtful = steps.findIndex(({ state }) => state === 'unknown');
    const step = plan.steps[doubtful]?.id;
    const ending =
      step === undefined
        ? app.runs.cancel(id, requester)
        : app.runs.decideUnknown(id, step, { by: requester, choice: 'abort', reason: 'the test is over' });
    // It may end by itself meanwhile.
    await ending.catch((error: unknown) => {
      if (!(error instanceof OpsError && error.code === 'run.ended')) throw error;
    });
  }
}

/** How far from now the next noon in UTC is, in milliseconds. */
export function untilNoon(now: Date): number {
  const noon = new Date(now);
  noon.setUTCHours(12, 0, 0, 0);
  return noon.getTime() - now.getTime() + (noon < now ? 86_400_000 : 0);
}
