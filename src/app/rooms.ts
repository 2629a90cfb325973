import { approvalRoom } from '../approval/room.ts';
import { type Approvals, createApprovals } from '../approval/service.ts';
import { bindCatalogue } from '../bot/bind/catalogue.ts';
import { bindCommands } from '../bot/bind/commands.ts';
import { type Bot, createBot } from '../bot/bot.ts';
import { createEvidence } from '../bot/evidence.ts';
import type { Feature, OpenFeature } from '../bot/feature.ts';
import { createGroupRoles } from '../bot/group-roles.ts';
import type { VotingEmoji } from '../bot/reactions/emoji.ts';
import { createReactions } from '../bot/reactions/reactions.ts';
import { bindSources } from '../bot/subjects/sources.ts';
import type { ChatPlatform } from '../chat/port.ts';
import type { Clock } from '../clock.ts';
import type { Command } from '../commands/command.ts';
import type { AuditPort, PlacePort } from '../commands/services.ts';
import type { Config, QuietHours } from '../config/config.ts';
import type { Jobs } from '../jobs/port.ts';
import type { Room } from '../jobs/room.ts';
import type { Logger } from '../log.ts';
import type { Links } from '../people/link/service.ts';
import type { Account } from '../people/principal.ts';
import type { Doubts } from '../people/service/doubts.ts';
import type { People } from '../people/service.ts';
import type { Totp } from '../people/totp/service.ts';
import type { Registry } from '../runbook/definition/registry.ts';
import { createEngine, type Engine, type EngineDeps } from '../runbook/engine/engine.ts';
import { engineRoom } from '../runbook/engine/room.ts';
import type { RiskFloors } from '../runbook/plan/plan-policy.ts';
import type { Gate } from '../runbook/run/gate.ts';
import { createRunbookService, type RunbookService, type RunbookSettings } from '../runbook/service.ts';
import { stepKinds } from '../runbook/steps/kinds.ts';
import type { Database } from '../store/database.ts';
import type { Background } from '../waiting/background.ts';
import { linkRoom, openLinks } from './links.ts';

/** What the rooms stand on: everything that touches a disk, a network or a clock is opened by whoever calls. */
export interface Ground extends Pick<EngineDeps, 'effects' | 'secret' | 'redactor' | 'workerId' | 'leaseMs'> {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly log: Logger;
  readonly background: Background;
  readonly people: People;
  readonly doubts: Doubts;
  readonly totp: Totp;
  readonly registry: Registry;
  readonly audit: AuditPort;
  readonly places: PlacePort;
  /** The platforms, which are told the commands as they are now. */
  readonly platforms: (commands: () => readonly Command[]) => Promise<readonly ChatPlatform[]>;
  /** As they are now, like the settings after it. */
  readonly config: Pick<Config, 'administrators' | 'environment'>;
  readonly settings: RunbookSettings;
  /** What every approval of a risk needs. */
  readonly risks: () => RiskFloors;
  /** The emoji that vote. */
  readonly emoji: () => VotingEmoji;
  /** Whether roles are given to groups of this platform, so that it must be asked about them. */
  readonly mapsGroups: (platform: Account['platform']) => boolean;
  /** The rooms that bring themselves. */
  readonly features: readonly Feature[];
  /** A card is edited at most once in this time. */
  readonly editEveryMs?: number;
  readonly random: () => number;
  /** In which nobody is called who need not be, as the settings have it now. */
  readonly quiet: () => QuietHours | null;
}

export interface Rooms {
  readonly approvals: Approvals;
  readonly links: Links;
  readonly runs: RunbookService;
  readonly engine: Engine;
  readonly bot: Bot;
  /** All of them, for whoever lets them work. */
  readonly all: readonly Room[];
}

/**
 * Opens every room over its ground, each with those below it: what can be typed, who says it, what the platforms know of
 * them, and only then who decides, who works and who speaks. Nothing begins before the jobs do.
 */
export async function openRooms(ground: Ground): Promise<Rooms> {
  const { db, jobs, people, registry, totp, features } = ground;
  const kinds = stepKinds;
  const catalogue = bindCatalogue(registry, kinds, ground.risks, () => ground.settings.people);
  const book = await bindCommands(catalogue, features);
  const platforms = await ground.platforms(book.commands);
  const groups = createGroupRoles({ ...ground, platforms });
  const electorate = { ...people, checkCode: totp.check, lookAtGroups: groups.lookAt };
  const approvals = createApprovals({ db, jobs, people: electorate });
  const sources = bindSources(approvals, people);
  const reactions = createReactions({ ...ground, platforms, sources, approvals, owners: people.owners });
  const evidence = createEvidence({ db, sources, people, groups, reactions });
  const links = openLinks({ ...ground, approvals, evidence });
  const opened: OpenFeature[] = [];
  const gate = gateOf(opened);
  const runs = createRunbookService({ ...ground, approvals, people: electorate, kinds, gate });
  const engine = createEngine({ ...ground, approvals, kinds, evidence, gate });
  for (const feature of features) {
    const provided = opened.flatMap(({ services }) => services);
    opened.push(feature.open({ ...ground, platforms, runs, provided }));
  }
  const bot = createBot({
    ...ground,
    ...{ platforms, approvals, runs, links, catalogue, book, groups, sources, reactions },
    provided: opened.flatMap(({ services }) => services),
    takesCommandsIn: opened.flatMap(({ takesCommandsIn }) => takesCommandsIn ?? []),
    subjects: opened.flatMap(({ subjects }) => subjects),
  });
  const all = [
    approvalRoom(approvals),
    linkRoom(links, approvals),
    engineRoom(engine),
    ...opened.map(({ room }) => room),
    bot,
  ];
  return { approvals, links, runs, engine, bot, all };
}

/** What any of the features keeps back, those included that are opened later: nothing is asked before all of them are. */
function gateOf(opened: readonly OpenFeature[]): Gate {
  return async (tx, gated) => {
    for (const { gate } of opened) {
      const refusal = await gate?.(tx, gated);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  };
}
