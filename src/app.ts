import { randomUUID } from 'node:crypto';
import { openConsole } from './app/console.ts';
import { directoryOf } from './app/directory.ts';
import { openEffects, secretsOf } from './app/effects.ts';
import { linkEvents, openLinks } from './app/links.ts';
import { liveSettings } from './app/live-settings.ts';
import { openLogKeeping, readCheckpoints, replayers } from './app/log-keeping.ts';
import { placesOf } from './app/places.ts';
import { openPlatforms } from './app/platforms.ts';
import { openRegistry } from './app/registry.ts';
import { createReload, type Reloaded } from './app/reload.ts';
import { runbookSettings } from './app/runbook-settings.ts';
import { openStorage, type Storage } from './app/storage.ts';
import type { ClaimEvidence } from './approval/service/claim.ts';
import { type Approvals, createApprovals } from './approval/service.ts';
import { bindAudit } from './bot/bind/audit.ts';
import { type Bot, createBot } from './bot/bot.ts';
import type { ChatPlatform } from './chat/port.ts';
import type { Clock } from './clock.ts';
import type { Command } from './commands/command.ts';
import type { Config } from './config/config.ts';
import { ensureHome } from './config/home.ts';
import type { ConfigResult } from './config/parse.ts';
import { describeRefusal } from './errors.ts';
import { createJobs, type JobsRuntime } from './jobs/service.ts';
import type { Logger } from './log.ts';
import type { Links } from './people/link/service.ts';
import { createPeople, type People } from './people/service.ts';
import { loadTotpKey } from './people/totp/service/key.ts';
import { createTotp } from './people/totp/service.ts';
import { createEngine, type Engine } from './runbook/engine/engine.ts';
import { createRunbookService, type RunbookService } from './runbook/service.ts';
import { stepKinds } from './runbook/steps/kinds.ts';
import type { Database } from './store/database.ts';

export interface AppOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  /** Reads the settings again, for a reload. Absent: they stay as they are. */
  readonly readSettings?: () => Promise<ConfigResult>;
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

/** Puts the program together: the only place where things are constructed. Nothing runs before `start`. */
export async function createApp(options: AppOptions): Promise<App> {
  const { config, clock } = options;
  await ensureHome(config.home);
  const storage = await openStorage(config.database, clock);
  try {
    return await assemble(options, storage);
  } catch (error) {
    await storage.close();
    throw error;
  }
}

async function assemble(options: AppOptions, storage: Storage): Promise<App> {
  const { clock, log, platforms: given = [] } = options;
  const readSettings = options.readSettings ?? (async () => ({ ok: true, config: options.config }) as const);
  const live = liveSettings(options.config);
  const { config } = live;
  const { db } = storage;
  const jobs = createJobs(db, storage.boss, log, config.timing.leaseMs);
  const people = createPeople({ db, jobs, access: (system) => config.systems[system]?.operators ?? {} });
  const totp = createTotp({ db, key: await loadTotpKey(config.home, config.totpKey?.reveal()) });
  const approvals = createApprovals({ db, jobs, people: { ...people, checkCode: totp.check } });
  const evidence = (requestId: string): Promise<ClaimEvidence> => bot.evidence(requestId);
  const links = openLinks({ config, db, jobs, approvals, evidence });
  const registry = openRegistry(config, stepKinds, db, log);
  const settings = runbookSettings(config);
  const runs = createRunbookService({ db, jobs, approvals, people, registry, settings, kinds: stepKinds });
  const engine = createEngine({
    db,
    jobs,
    approvals,
    clock,
    log,
    kinds: stepKinds,
    evidence,
    effects: openEffects(config),
    secret: secretsOf(config),
    workerId: randomUUID(),
    leaseMs: config.timing.leaseMs,
  });
  const { sequencer, ...logKeys } = await openLogKeeping(config, db, jobs, log);

  let commands: () => readonly Command[] = () => [];
  const console = openConsole({ config, db, verifier: logKeys.verifier, log, commands: () => commands() });
  const chats = await openPlatforms({ config, log, commands: () => commands() });
  const platforms = [...given, ...chats, ...(console ? [console] : [])];
  const bot: Bot = await createBot({
    db,
    jobs,
    clock,
    log,
    platforms,
    approvals,
    runs,
    people,
    links,
    totp,
    risks: () => config.risks,
    emoji: () => config.reactions,
    registry,
    kinds: stepKinds,
    audit: bindAudit({ db, ...logKeys, replayers, retained: () => readCheckpoints(config.home) }),
    places: placesOf(config),
    mapsGroups: (platform) =>
      config.roles.some((role) => role.groups.some((group) => group.platform === platform)),
    random: Math.random,
    editEveryMs: config.timing.cardIntervalMs,
    leaseMs: config.timing.leaseMs,
  });
  commands = bot.commands;
  connect(jobs, { approvals, engine, links, bot });

  let unwatch = (): void => {};
  return {
    db,
    jobs,
    people,
    approvals,
    runs,
    bot,
    consoleUrl: () => console?.url,
    async problems() {
      await db.read((reader) => reader.now());
      const unsigned = sequencer.failure();
      return [...(unsigned === undefined ? [] : [describeRefusal(unsigned)]), ...bot.problems()];
    },
    async start() {
      await people.sync(directoryOf(config));
      if (storage.exclusive) {
        await engine.abandonLeases();
        await jobs.abandonHolds();
        await bot.abandonLeases();
      }
      await jobs.start();
      sequencer.start();
      await bot.start();
      unwatch = registry.watch();
      log.info({ runbooks: registry.runbooks().map((runbook) => runbook.id) }, 'ready');
    },
    reload: createReload({ settings: live, read: readSettings, people, registry, db, log }),
    async stop() {
      unwatch();
      await engine.drain(config.timing.drainMs);
      await bot.stop();
      await jobs.stop();
      await sequencer.stop();
      await storage.close();
    },
  };
}

/** Who handles which timer, event and wake-up. */
function connect(
  jobs: JobsRuntime,
  {
    approvals,
    engine,
    links,
    bot,
  }: { readonly approvals: Approvals; readonly engine: Engine; readonly links: Links; readonly bot: Bot },
): void {
  for (const [kind, handler] of Object.entries({ ...approvals.timers, ...engine.timers }))
    jobs.timers.on(kind, handler);
  for (const [kind, handler] of Object.entries({ ...bot.events, ...linkEvents(approvals) }))
    jobs.events.on(kind, handler);
  for (const [topic, handler] of Object.entries({ run: engine.work, link: links.work, ...bot.wakeUps }))
    jobs.wakeUps.on(topic, handler);
  jobs.onSweep('runs', engine.sweep);
  jobs.onSweep('links', links.sweep);
  jobs.onSweep('bot', bot.sweep);
}
