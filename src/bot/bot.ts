import type { Logger } from 'pino';
import type { ClaimEvidence } from '../approval/service/claim.ts';
import type { Approvals } from '../approval/service.ts';
import type { ChatPlatform, Receiver } from '../chat/port.ts';
import type { Clock } from '../clock.ts';
import { loadButtons, loadCommands } from '../commands/catalog.ts';
import type { Command } from '../commands/command.ts';
import type { AuditPort, PlacePort } from '../commands/services.ts';
import { shortcutCommands } from '../commands/shortcuts.ts';
import type { EventHandler, Jobs, WakeHandler } from '../jobs/port.ts';
import type { Links } from '../people/link/service.ts';
import type { Account } from '../people/principal.ts';
import type { People } from '../people/service.ts';
import type { Totp } from '../people/totp/service.ts';
import type { Registry } from '../runbook/definition/registry.ts';
import type { RiskFloors } from '../runbook/plan/plan-policy.ts';
import type { RunbookService } from '../runbook/service.ts';
import type { StepKinds } from '../runbook/steps/step.ts';
import type { Database } from '../store/database.ts';
import { createAnnouncer } from './announcer.ts';
import { bindCatalogue } from './bind/catalogue.ts';
import { bindServices } from './bind/services.ts';
import { bindSources } from './bind/sources.ts';
import { createChannels } from './channels/service.ts';
import { createConnections } from './connect.ts';
import { createDelivery } from './delivery/worker.ts';
import { createDispatcher } from './dispatcher.ts';
import { createEventHandlers } from './events.ts';
import { createEvidence } from './evidence.ts';
import { authorize } from './guards/authorize.ts';
import { identify } from './guards/identify.ts';
import { throttle } from './guards/throttle.ts';
import { createHandlers } from './handlers.ts';
import { createHousekeeping } from './housekeeping.ts';
import { createIntake } from './intake/intake.ts';
import { createResume } from './intake/resume.ts';
import type { VotingEmoji } from './reactions/emoji.ts';
import { createReactions } from './reactions/reactions.ts';
import { createRefusals } from './refusals.ts';
import { createSubjects } from './subjects.ts';

export interface BotDeps {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly log: Logger;
  readonly platforms: readonly ChatPlatform[];
  readonly approvals: Approvals;
  readonly runs: RunbookService;
  readonly people: People;
  readonly registry: Registry;
  readonly kinds: StepKinds;
  readonly audit: AuditPort;
  readonly places: PlacePort;
  readonly links: Links;
  readonly totp: Totp;
  /** What every approval of a risk needs, as the settings have it now. */
  readonly risks: () => RiskFloors;
  /** The emoji that vote, as the settings have them now. */
  readonly emoji: () => VotingEmoji;
  /** Whether the settings give roles to groups of this platform, so that it must be asked about them. */
  readonly mapsGroups: (platform: Account['platform']) => boolean;
  /** A card is edited at most once in this time. */
  readonly editEveryMs?: number;
  /** How long a message stays with a process that gives no sign of life; longer than any call of a platform takes. */
  readonly leaseMs?: number;
  readonly random: () => number;
}

export interface Bot {
  /** For every platform: `platform.start(bot.receiver)`. */
  readonly receiver: Receiver;
  /** All commands as they are now: those of the program, and the shortcuts of the runbooks that serve. */
  commands(): readonly Command[];
  /** By kind of event, for the jobs room. */
  readonly events: Readonly<Record<string, EventHandler>>;
  /** By topic, for the jobs room. */
  readonly wakeUps: Readonly<Record<string, WakeHandler>>;
  /** What the platforms say about the votes of a request right before it is claimed. */
  evidence(requestId: string): Promise<ClaimEvidence>;
  /** Sends what lost its wake-up, and looks after what time alone changes. About once a second. */
  sweep(): Promise<void>;
  /**
   * For a database that one process has to itself, before `start`: what was being sent or worked on belongs to a
   * process that is gone.
   */
  abandonLeases(): Promise<void>;
  /** What keeps the bot from its work, in sentences. */
  problems(): readonly string[];
  /** Starts the platforms, then compares the reactions on open requests with the votes. */
  start(): Promise<void>;
  /** Takes nothing more in, and finishes what is being sent. */
  stop(): Promise<void>;
}

/** Puts the bot together. Nothing starts before `start`. */
export async function createBot(deps: BotDeps): Promise<Bot> {
  const { db, log, platforms, people, places } = deps;
  const [fixed, buttons] = await Promise.all([loadCommands(), loadButtons()]);
  const catalogue = bindCatalogue(deps.registry, deps.kinds, deps.risks);
  const commands = (): readonly Command[] => [...fixed, ...shortcutCommands(catalogue.actions())];
  const find = (path: readonly string[]): Command | undefined =>
    commands().find((command) => command.path.join(' ') === path.join(' '));

  const refusals = createRefusals(db);
  const channels = createChannels(deps);
  const services = bindServices({ ...deps, catalogue, channels, commands, refusals });
  const sources = bindSources(deps.approvals, people);
  const { random, editEveryMs, leaseMs } = deps;
  const delivery = createDelivery({
    db,
    jobs: deps.jobs,
    platforms,
    log,
    fallback: places.fallback,
    random,
    ...(editEveryMs === undefined ? {} : { editEveryMs }),
    ...(leaseMs === undefined ? {} : { leaseMs }),
  });
  const announcer = createAnnouncer({
    db,
    jobs: deps.jobs,
    subjects: createSubjects(sources, catalogue.describe),
    poke: delivery.poke,
  });
  const reactions = createReactions({
    db,
    platforms,
    sources,
    approvals: services.approvals,
    owners: people.owners,
    emoji: deps.emoji,
    log,
  });
  const intake = createIntake(db, deps.clock, log);
  const dispatcher = createDispatcher({
    db,
    log,
    platforms,
    services,
    announcer,
    refusals,
    handlers: createHandlers({ db, find, buttons, reactions }),
    intake,
    guards: [throttle(deps.clock), identify({ db, people, groupsOf }), authorize(find)],
  });
  const { resume, refuse } = dispatcher;
  let alone = false;
  const left = createResume({ db, clock: deps.clock, log, platforms, resume, refuse });
  const housekeeping = createHousekeeping({ db, clock: deps.clock, log, announcer, reactions, sources });
  const receiver: Receiver = { ...dispatcher, missed: housekeeping.catchUp };
  const connections = createConnections({ platforms, log, late: housekeeping.catchUp });

  /** A platform that cannot be asked gives no roles. */
  async function groupsOf(account: Account): Promise<readonly string[] | undefined> {
    if (!deps.mapsGroups(account.platform)) return undefined;
    const platform = platforms.find((one) => one.id === account.platform);
    return platform?.rolesOf(account).catch((error: unknown) => {
      log.warn({ err: error, platform: account.platform }, 'groups could not be looked up: none count');
      return [];
    });
  }

  return {
    receiver,
    commands,
    events: createEventHandlers({ db, announcer, sources, places, reactions }),
    evidence: createEvidence({ db, sources, people, groupsOf, reactions }),
    wakeUps: { delivery: delivery.work },
    async sweep() {
      await Promise.all([delivery.sweep(), housekeeping.sweep(), left.sweep(), channels.sweep()]);
    },
    async abandonLeases() {
      alone = true;
      await delivery.abandonLeases();
      await channels.abandonLeases();
    },
    problems: connections.problems,
    async start() {
      await connections.start(receiver);
      if (alone) await left.atStart();
      await housekeeping.catchUp();
    },
    async stop() {
      await connections.stop();
      await intake.settled();
      await delivery.stop();
    },
  };
}
