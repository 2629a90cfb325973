import { randomUUID } from 'node:crypto';
import { openConsole } from './app/console.ts';
import { databaseProblems } from './app/database-problems.ts';
import { directoryOf } from './app/directory.ts';
import { createDiskLook } from './app/disk-problems.ts';
import { knownSecrets, openEffects, secretsOf } from './app/effects.ts';
import { FEATURES } from './app/features.ts';
import { liveSettings } from './app/live-settings.ts';
import { openLogKeeping, openLogKey, readCheckpoints, replayers, tables } from './app/log-keeping.ts';
import { placesOf } from './app/places.ts';
import { openPlatforms } from './app/platforms.ts';
import { openRegistry } from './app/registry.ts';
import { createReload, type Reloaded } from './app/reload.ts';
import { openRooms } from './app/rooms.ts';
import { runbookSettings } from './app/runbook-settings.ts';
import { createStarting, type Starting } from './app/starting.ts';
import { openStorage, type Storage } from './app/storage.ts';
import type { Approvals } from './approval/service.ts';
import { authenticated } from './audit/authority.ts';
import { bindAudit } from './bot/bind/audit.ts';
import { createLogSearch } from './bot/bind/log-search.ts';
import type { Bot } from './bot/bot.ts';
import type { Console } from './bot/platforms/console/console.ts';
import type { ChatPlatform } from './chat/port.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config/config.ts';
import { onDisk } from './config/disk.ts';
import { ensureHome } from './config/home.ts';
import type { ConfigResult } from './config/parse.ts';
import { describeRefusal } from './errors.ts';
import { hostName } from './host-name.ts';
import { connect } from './jobs/room.ts';
import { createJobs, type JobsRuntime } from './jobs/service.ts';
import type { Logger } from './log.ts';
import { createDoubts } from './people/service/doubts.ts';
import { createPeople, type People } from './people/service.ts';
import { loadTotpKey } from './people/totp/service/key.ts';
import { createTotp } from './people/totp/service.ts';
import { createRedactor } from './redaction/redactor.ts';
import type { Runbook } from './runbook/definition/runbook.ts';
import { workerName } from './runbook/engine/worker-name.ts';
import type { RunbookService } from './runbook/service.ts';
import { stepKinds } from './runbook/steps/kinds.ts';
import type { Database } from './store/database.ts';
import type { OnStatement } from './store/postgres.ts';
import { createBackground } from './waiting/background.ts';

export interface AppOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  /** Is told what the start does. */
  readonly starting?: Starting;
  /** Reads the settings again, for a reload. Absent: they stay as they are. */
  readonly readSettings?: () => Promise<ConfigResult>;
  /** Sees every statement on a server, for measuring. */
  readonly onStatement?: OnStatement;
  /** Chat platforms beside those of the settings. */
  readonly platforms?: readonly ChatPlatform[];
}

export interface App {
  readonly db: Database;
  readonly jobs: JobsRuntime;
  readonly people: People;
  readonly approvals: Approvals;
  readonly runs: RunbookService;
  readonly bot: Bot;
  /** What serves now. */
  readonly runbooks: () => readonly Runbook[];
  /** Where the console is; undefined when the settings have none. */
  readonly consoleUrl: () => string | undefined;
  /** What keeps it from doing its work right now, in sentences; empty when it is ready. */
  problems(): Promise<readonly string[]>;
  start(): Promise<void>;
  /** Reads the settings and the runbooks again; an invalid new version is refused and the old one serves on. */
  reload(): Promise<Reloaded>;
  /** Takes nothing more, lets running steps end, and leaves the rest to the next start. */
  stop(): Promise<void>;
}

const OPENING = 'opening the embedded database; this takes a few seconds';

/** Puts the program together: the only place where things are constructed. Nothing runs before `start`. */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, clock, log, starting = createStarting(log) } = options;
  await ensureHome(config.home);
  // Its engine keeps the processor to itself: while it opens, nothing could be said.
  if (config.database.url === null) log.info({ folder: config.database.folder }, OPENING);
  const storage = await starting.during('opening the database', () =>
    openStorage(config.database, clock, options.onStatement),
  );
  try {
    return await assemble(options, storage, starting);
  } catch (error) {
    await storage.close();
    throw error;
  }
}

async function assemble(options: AppOptions, storage: Storage, starting: Starting): Promise<App> {
  const { clock, log, platforms: given = [] } = options;
  const readSettings = options.readSettings ?? (async () => ({ ok: true, config: options.config }) as const);
  const live = liveSettings(options.config);
  const { config } = live;
  const onHome = <T>(work: () => Promise<T>): Promise<T> =>
    onDisk(config.home, `The keys in ${config.home} were not read or made.`, work);
  const logKey = await onHome(() => openLogKey(config));
  const db = authenticated(storage.db, logKey.authority);
  const jobs = createJobs(db, storage.boss, log, config.timing.leaseMs);
  const doubts = createDoubts();
  const people = createPeople({
    db,
    jobs,
    doubts,
    access: (system) => config.systems[system]?.operators ?? {},
  });
  const totp = createTotp({
    db,
    key: await onHome(() => loadTotpKey(config.home, config.totpKey?.reveal())),
  });
  const registry = await openRegistry(config, stepKinds, db, log);
  const { sequencer, ...logKeys } = await starting.during('reading the keys of the log', () =>
    onHome(() => openLogKeeping(config, logKey, db, jobs, log)),
  );

  const search = createLogSearch({ db, people });
  let console: Console | undefined;
  const { approvals, runs, engine, bot, all } = await openRooms({
    features: FEATURES,
    ...{ db, jobs, clock, log, people, doubts, totp, registry, config },
    background: createBackground(log),
    settings: runbookSettings(config),
    places: placesOf(config),
    audit: bindAudit({
      db,
      ...logKeys,
      names: people.named,
      search,
      replayers,
      tables,
      retained: () => readCheckpoints(config.home),
    }),
    async platforms(commands) {
      console = openConsole({
        ...{ config, db, log, commands, search },
        verifier: logKeys.verifier,
        names: people.named,
      });
      const chats = await openPlatforms({ config, log, commands });
      return [...given, ...chats, ...(console ? [console] : [])];
    },
    effects: openEffects(config),
    secret: secretsOf(config),
    redactor: createRedactor(knownSecrets(config)),
    workerId: workerName(hostName(), randomUUID()),
    leaseMs: config.timing.leaseMs,
    risks: () => config.risks,
    emoji: () => config.reactions,
    mapsGroups: (platform) =>
      config.roles.some((role) => role.groups.some((group) => group.platform === platform)),
    random: Math.random,
    quiet: () => config.calls.quiet,
    editEveryMs: config.timing.cardIntervalMs,
  });
  connect(jobs, all);

  let unwatch = (): void => {};
  let stopping = false;
  const diskProblems = createDiskLook(stateFolders(config));
  return {
    db,
    jobs,
    people,
    approvals,
    runs,
    bot,
    runbooks: registry.runbooks,
    consoleUrl: () => console?.url,
    async problems() {
      if (stopping) return ['It is stopping: nothing new is taken.'];
      const unsigned = sequencer.failure();
      return [
        ...(await Promise.all([databaseProblems(db), diskProblems()])).flat(),
        ...jobs.problems(),
        ...(unsigned === undefined ? [] : [describeRefusal(unsigned)]),
        ...all.flatMap((room) => room.problems?.() ?? []),
      ];
    },
    async start() {
      await starting.during('writing down the people of the settings', () =>
        people.sync(directoryOf(config)),
      );
      if (storage.exclusive)
        await starting.during('taking up what was left behind', async () => {
          await jobs.abandonHolds();
          for (const room of all) await room.abandonLeases?.();
        });
      await starting.during('opening the queues', () => jobs.start());
      sequencer.start();
      await starting.during('connecting to the chat platforms', () => bot.start());
      unwatch = registry.watch();
      log.info({ runbooks: registry.runbooks().map((runbook) => runbook.id) }, 'ready');
    },
    reload: createReload({ settings: live, read: readSettings, people, registry, db, log }),
    async stop() {
      stopping = true;
      unwatch();
      await engine.drain(config.timing.drainMs);
      await bot.stop();
      await jobs.stop();
      await sequencer.stop();
      await storage.close();
    },
  };
}

/** Where what must outlive the process is written. */
function stateFolders({ home, database }: Config): readonly string[] {
  return database.url === null ? [home, database.folder] : [home];
}
