import type { Logger } from 'pino';
import type { Approvals } from '../approval/service.ts';
import type { ChatPlatform, Receiver } from '../chat/port.ts';
import type { Clock } from '../clock.ts';
import type { Services } from '../commands/command.ts';
import type { AuditPort, CataloguePort, PlacePort } from '../commands/services.ts';
import type { QuietHours } from '../config/config.ts';
import type { Jobs } from '../jobs/port.ts';
import type { Room } from '../jobs/room.ts';
import type { Account } from '../people/principal.ts';
import type { Doubts } from '../people/service/doubts.ts';
import type { People } from '../people/service.ts';
import type { RunbookService } from '../runbook/service.ts';
import type { Database } from '../store/database.ts';
import type { Background } from '../waiting/background.ts';
import { createAnnouncer } from './announcer.ts';
import { bindActivity } from './bind/activity.ts';
import type { CommandBook } from './bind/commands.ts';
import { bindServices } from './bind/services.ts';
import { createAsides } from './calls/asides.ts';
import { createAsked } from './calls/asked.ts';
import { createCallees } from './calls/callees.ts';
import { createLeftInDoubt } from './calls/left-in-doubt.ts';
import { createReminders } from './calls/reminders.ts';
import { createUnmet } from './calls/unmet.ts';
import { createConnections } from './connect.ts';
import { createDeletedCards } from './delivery/deleted/look.ts';
import { createDelivery } from './delivery/worker.ts';
import { createDispatcher } from './dispatcher.ts';
import { createEventHandlers } from './events.ts';
import type { GroupRoles } from './group-roles.ts';
import { authorize } from './guards/authorize.ts';
import { identify } from './guards/identify.ts';
import { storable } from './guards/storable.ts';
import { throttle } from './guards/throttle.ts';
import { createTakenInstead, type TakenDeps, whereTaken } from './guards/where-taken.ts';
import { createHandlers } from './handlers.ts';
import { createHome } from './home.ts';
import { createHousekeeping } from './housekeeping.ts';
import { createIntake } from './intake/intake.ts';
import { createResume } from './intake/resume.ts';
import type { Reactions } from './reactions/reactions.ts';
import { refusalLog } from './refusals.ts';
import { requestSubject } from './subjects/request.ts';
import { runSubject } from './subjects/run.ts';
import type { Sources } from './subjects/sources.ts';
import type { Subject } from './subjects/subject.ts';
import { createSubjects } from './subjects/subjects.ts';

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
  readonly catalogue: CataloguePort;
  readonly book: CommandBook;
  readonly groups: GroupRoles;
  readonly sources: Sources;
  readonly reactions: Reactions;
  readonly audit: AuditPort;
  readonly places: PlacePort;
  readonly links: Services['links'];
  readonly totp: Services['totp'];
  /** What the features give to commands, and their things that have cards. */
  readonly provided: Services['provided'];
  readonly subjects: readonly Subject[];
  /** Asked whether commands are taken in a channel that the settings do not name for them. */
  readonly takesCommandsIn: TakenDeps['takesCommandsIn'];
  /** In which nobody is called who need not be. */
  readonly quiet: () => QuietHours | null;
  /** A card is edited at most once in this time. */
  readonly editEveryMs?: number;
  readonly random: () => number;
}

export interface Bot extends Required<Room> {
  /** For every platform: `platform.start(bot.receiver)`. */
  readonly receiver: Receiver;
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
export function createBot(deps: BotDeps): Bot {
  const { db, log, background, platforms, people, places, sources, reactions, book } = deps;
  const logRefusal = refusalLog(db);
  const takenInstead = createTakenInstead(deps);
  const services = bindServices({
    ...deps,
    takenInstead,
    commands: book.commands,
    activity: bindActivity(deps),
  });
  const { random, editEveryMs } = deps;
  const delivery = createDelivery({
    db,
    jobs: deps.jobs,
    platforms,
    background,
    log,
    fallback: places.fallback,
    called: places.called,
    random,
    ...(editEveryMs === undefined ? {} : { editEveryMs }),
  });
  const subjects = createSubjects(
    [requestSubject(sources, deps.catalogue.describe), runSubject(sources), ...deps.subjects],
    sources,
  );
  const callees = createCallees(deps);
  const announcer = createAnnouncer({ db, jobs: deps.jobs, subjects, callees, called: places.called });
  const called = { db, announcer, sources, callees, people, jobs: deps.jobs };
  const [reminders, unmet, asked] = [createReminders(called), createUnmet(called), createAsked(called)];
  const intake = createIntake(db, log);
  const known = (account: Account) => db.read((reader) => people.identify(reader, account));
  const dispatcher = createDispatcher({
    db,
    clock: deps.clock,
    log,
    platforms,
    services,
    announcer,
    logRefusal,
    handlers: createHandlers({ db, log, ...book, reactions, logRefusal }),
    identify: known,
    intake,
    doubts: deps.doubts,
    guards: [
      throttle(deps.clock),
      identify({ db, people, groups: deps.groups }),
      authorize(book.find),
      whereTaken({ find: book.find, takenInstead }),
      storable,
    ],
  });
  const { resume, refuse } = dispatcher;
  /** When this process had not begun yet, if it has the database to itself. */
  let alone: Date | undefined;
  const left = createResume({ ...deps, intake, resume, refuse });
  const housekeeping = createHousekeeping({ ...deps, announcer });
  const deleted = createDeletedCards(deps);
  const home = createHome({ db, platforms, services, identify: known });
  const receiver: Receiver = { ...dispatcher, home, missed: housekeeping.catchUp, deleted: deleted.told };
  const connections = createConnections({ platforms, log, late: housekeeping.catchUp });

  return {
    receiver,
    events: {
      ...createEventHandlers({ db, announcer, sources, places, reactions, callees }),
      ...reminders.events,
      ...unmet.events,
      ...asked.events,
      ...createLeftInDoubt(called).events,
      ...createAsides({ ...called, subjects: deps.subjects }).events,
    },
    timers: { ...reminders.timers, ...unmet.timers, ...asked.timers },
    // All that a burst says of a thing is drawn once, from the state of then.
    bursts: { kinds: subjects.events, handle: announcer.announceAll },
    wakeUps: { delivery: delivery.work },
    sweeps: {
      messages: delivery.sweep,
      'deleted cards': deleted.sweep,
      housekeeping: housekeeping.sweep,
      'deliveries left behind': left.sweep,
    },
    async abandonLeases() {
      alone = await db.read((reader) => reader.now());
      await delivery.abandonLeases();
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
