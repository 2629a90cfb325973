import type { Logger } from 'pino';
import type { Json } from '../../canonical.ts';
import type { Jobs } from '../../jobs/port.ts';
import type { People } from '../../people/service.ts';
import type { Registry } from '../../runbook/definition/registry.ts';
import type { RunbookService } from '../../runbook/service.ts';
import type { Database, Tx } from '../../store/database.ts';
import type { Background } from '../../waiting/background.ts';
import type { Occurrence } from '../occurrence.ts';

/** Begins guided work that is due, in the transaction in which it counts as begun. It says the end by `Schedules.ended`. */
export type GuideStarter = (tx: Tx, occurrence: Occurrence, guide: string) => Promise<void>;

export interface ScheduleDeps {
  readonly db: Database;
  readonly jobs: Pick<Jobs, 'emit'>;
  readonly log: Logger;
  readonly background: Background;
  readonly people: Pick<People, 'authorize'>;
  readonly registry: Pick<Registry, 'runbooks' | 'action'>;
  readonly runs: Pick<RunbookService, 'propose'>;
  /** Where what is due in a system is told, as things keep it; undefined: nowhere, so nothing of it is kept. */
  readonly home: (system: string) => Json | undefined;
}

/** Who asks for what a schedule starts. No person is called so. */
export const SCHEDULER = 'keyturn';

/** The kind of event after which the card of an occurrence is drawn anew. */
export const OCCURRENCE_CHANGED = 'occurrence.changed';
/** People are called: it was missed, or went wrong. */
export const OCCURRENCE_CALLS = 'occurrence.calls';
