import type { Place } from '../chat/inbound.ts';
import type { ChatPlatform } from '../chat/port.ts';
import type { Clock } from '../clock.ts';
import type { ButtonKind } from '../commands/button.ts';
import type { Command } from '../commands/command.ts';
import type { PlacePort } from '../commands/services.ts';
import type { Jobs } from '../jobs/port.ts';
import type { Room } from '../jobs/room.ts';
import type { Logger } from '../log.ts';
import type { People } from '../people/service.ts';
import type { Provided } from '../provided.ts';
import type { Registry } from '../runbook/definition/registry.ts';
import type { Gate } from '../runbook/run/gate.ts';
import type { RunbookService } from '../runbook/service.ts';
import type { Database } from '../store/database.ts';
import type { Background } from '../waiting/background.ts';
import type { Subject } from './subjects/subject.ts';

/** What every feature stands on: the ground of the program, and the rooms that are always there. */
export interface FeatureGround {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly log: Logger;
  readonly background: Background;
  readonly people: People;
  readonly platforms: readonly ChatPlatform[];
  /** The runbooks that serve now. */
  readonly registry: Registry;
  readonly runs: RunbookService;
  /** Where things appear. */
  readonly places: PlacePort;
  /** The services of the features before it. */
  readonly provided: readonly Provided[];
}

/** A feature that is open: what it does by itself, what its commands call, and which of its things have cards. */
export interface OpenFeature {
  readonly room: Room;
  readonly services: readonly Provided[];
  readonly subjects: readonly Subject[];
  /** What it keeps from running. */
  readonly gate?: Gate;
  /** Whether commands are taken in a channel for the feature's sake, whatever the settings name. */
  takesCommandsIn?(place: Place): Promise<boolean>;
}

/**
 * A room that brings itself: all that it adds to Keyturn stands in its own folder, and in the list of features. What can be
 * typed and clicked is known before anything is open, because help, manifests and docs are made from it.
 */
export interface Feature {
  /** As its folder is called. */
  readonly name: string;
  readonly commands: readonly Command[];
  readonly buttons: readonly ButtonKind[];
  /** Opens it over its ground; nothing begins before the jobs do. */
  open(ground: FeatureGround): OpenFeature;
}

export function defineFeature(feature: Feature): Feature {
  return feature;
}
