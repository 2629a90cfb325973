import type { Logger } from 'pino';
import type { ClaimEvidence } from '../approval/service/claim.ts';
import type { Approvals } from '../approval/service.ts';
import type { Background } from '../background.ts';
import type { ChatPlatform, Receiver } from '../chat/port.ts';
import type { Clock } from '../clock.ts';
import { loadButtons, loadCommands } from '../commands/catalog.ts';
import type { Command } from '../commands/command.ts';
import type { AuditPort, PlacePort } from '../commands/services.ts';
import { shortcutCommands } from '../commands/shortcuts.ts';
import type { EventHandler, Jobs, SubjectsHandler, WakeHandler } from '../jobs/port.ts';
import type { Links } from '../people/link/service.ts';
import type { Account } from '../people/principal.ts';
import type { Doubts } from '../people/service/doubts.ts';
import type { People } from '../people/service.ts';
import type { DoubtedRoles } from '../people/standing.ts';
import type { Totp } from '../people/totp/service.ts';
import type { Registry } from '../runbook/definition/registry.ts';
import type { RiskFloors } from '../runbook/plan/plan-policy.ts';
import type { RunbookService } from '../runbook/service.ts';
import type { StepKinds } from '../runbook/steps/step.ts';
import type { Database } from '../store/database.ts';
import { createAnnouncer } from './announcer.ts';
import { bindActivity } from './bind/activity.ts';
import { bindCatalogue } from './bind/catalogue.ts';
import { bindServices } from './bind/services.ts';
import { bindSources } from './bind/sources.ts';
import { createChannels } from './channels/service.ts';
import { createConnections } from './connect.ts';
import { createDeletedCards } from './delivery/deleted/look.ts';
import { createDelivery } from './delivery/worker.ts';
import { createDispatcher } from './dispatcher.ts';
import { createEventHandlers } from './events.ts';
import { createEvidence } from './evidence.ts';
import { createGroupLook } from './group-look.ts';
import { createGroupsOf } from './groups.ts';
import { authorize } from './guards/authorize.ts';
import { identify } from './guards/identify.ts';
import { storable } from './guards/storable.ts';
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
  readonly background: Background;
  readonly platforms: readonly ChatPlatform[];
  readonly approvals: Approvals;
  readonly runs: RunbookService;
  readonly people: People;
  readonly doubts: Doubts;
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
  readonly random: () => number;
}

export interface Bot {
  /** For every platform: `platform.start(bot.receiver)`. */
  readonly receiver: Receiver;
  /** All commands as they are now: those of the program, and the shortcuts of the runbooks that serve. */
  commands(): readonly Command[];
  /** By kind of event, for the jobs room. */
  readonly events: Readonly<Record<string, EventHandler>>;
  /** Draws the cards of things; for the kinds of events in {@link DRAWN}. */
  readonly draw: SubjectsHandler;
  /** By topic, for the jobs room. */
  readonly wakeUps: Readonly<Record<string, WakeHandler>>;
  /** What the platforms say about the votes of a request right before it is claimed. */
  evidence(requestId: string): Promise<ClaimEvidence>;
  /** Brings the roles of people up to date that come from groups; answers those of which nobody knows now. */
  lookAtGroups(principals: readonly string[]): Promise<DoubtedRoles>;
  /** By name: each finds what lost its wake-up, or what time alone changes, and begins the work on it in the background. */
  readonly sweeps: Readonly<Record<string, () => Promise<void>>>;
  /**
   * For a database that one process has to itself, before `start`: what was being sent or worked on belongs to a
   * process that is gone.
   */
  abandonLeases(): Promise<void>;
  /** What keeps the bot from its work, in sentences. */
  problems(): readonly string[];
  /** By platform: how many frames and events made no sense and were dropped. */
  oddities(): Readonly<Record<string, number>>;
  /**
   * Starts the platforms, and begins to find out what happened while nobody listened. No platform that is slow, before or
   * after it was connected, holds it up.
   */
  start(): Promise<void>;
  /** Takes nothing more in, and finishes what is being sent, if the platforms answer soon. */
  stop(): Promise<void>;
}

/** How long a stop waits for what goes on in the background. */
const STOP_MS = 10_000;

/** Puts the bot together. Nothing starts before `start`. */
export async function createBot(deps: BotDeps): Promise<Bot> {
  const { db, log, background, platforms, people, places } = deps;
  const [fixed, buttons] = await Promise.all([loadCommands(), loadButtons()]);
  const catalogue = bindCatalogue(deps.registry, deps.kinds, deps.risks);
  const shortcuts = onceFor(shortcutCommands);
  const commands = (): readonly Command[] => [...fixed, ...shortcuts(catalogue.actions())];
  const find = (path: readonly string[]): Command | undefined =>
    commands().find((command) => command.path.join(' ') === path.join(' '));

  const refusals = createRefusals(db);
  const channels = createChannels(deps);
  const activity = bindActivity(deps);
  const services = bindServices({ ...deps, catalogue, channels, commands, refusals, activity });
  const sources = bindSources(deps.approvals, people);
  const { random, editEveryMs } = deps;
  const delivery = createDelivery({
    db,
    jobs: deps.jobs,
    platforms,
    background,
    log,
    fallback: places.fallback,
    random,
    ...(editEveryMs === undefined ? {} : { editEveryMs }),
  });
  const announcer = createAnnouncer({
    db,
    jobs: deps.jobs,
    subjects: createSubjects(sources, catalogue.describe),
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
  const lookAtGroups = createGroupLook({ db, people, groupsOf: createGroupsOf(deps) });
  const anyGroups = (): boolean => platforms.some(({ id }) => deps.mapsGroups(id));
  const intake = createIntake(db, log);
  const dispatcher = createDispatcher({
    db,
    clock: deps.clock,
    log,
    platforms,
    services,
    announcer,
    refusals,
    handlers: createHandlers({ db, log, find, buttons, reactions, refusals }),
    identify: (account) => db.read((reader) => people.identify(reader, account)),
    intake,
    doubts: deps.doubts,
    guards: [
      throttle(deps.clock),
      identify({ db, people, lookAtGroups, anyGroups }),
      authorize(find),
      storable,
    ],
  });
  const { resume, refuse } = dispatcher;
  /** When this process had not begun yet, if it has the database to itself. */
  let alone: Date | undefined;
  const left = createResume({ ...deps, intake, resume, refuse });
  const housekeeping = createHousekeeping({ ...deps, announcer, reactions, sources });
  const deleted = createDeletedCards(deps);
  const receiver: Receiver = { ...dispatcher, missed: housekeeping.catchUp, deleted: deleted.told };
  const connections = createConnections({ platforms, log, late: housekeeping.catchUp });

  return {
    receiver,
    commands,
    events: createEventHandlers({ db, announcer, sources, places, reactions }),
    draw: announcer.announceAll,
    async lookAtGroups(principals) {
      if (!anyGroups()) return new Map();
      const accounts = await db.read((reader) => people.accounts(reader, principals));
      return (await lookAtGroups(accounts)).doubted;
    },
    evidence: createEvidence({ db, sources, people, lookAtGroups, anyGroups, reactions }),
    wakeUps: { delivery: delivery.work },
    sweeps: {
      messages: delivery.sweep,
      'deleted cards': deleted.sweep,
      housekeeping: housekeeping.sweep,
      'deliveries left behind': left.sweep,
      channels: channels.sweep,
    },
    async abandonLeases() {
      alone = await db.read((reader) => reader.now());
      await delivery.abandonLeases();
      await channels.abandonLeases();
    },
    problems: connections.problems,
    oddities: () => Object.fromEntries(platforms.map(({ id, oddities }) => [id, oddities?.() ?? 0])),
    async start() {
      await connections.start(receiver);
      if (alone !== undefined) await left.atStart(alone);
      await housekeeping.catchUp();
    },
    async stop() {
      await connections.stop();
      await Promise.all([background.stop(STOP_MS), delivery.stop()]);
      await intake.settled();
    },
  };
}

/** Remembers what came of the last list: it is the same one until something changes. */
function onceFor<A, B>(make: (list: readonly A[]) => B): (list: readonly A[]) => B {
  let last: { readonly list: readonly A[]; readonly made: B } | undefined;
  return (list) => {
    if (last?.list !== list) last = { list, made: make(list) };
    return last.made;
  };
}
