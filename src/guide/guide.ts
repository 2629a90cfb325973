import type { Json } from '../canonical.ts';
import type { Deed } from '../people/decision.ts';
import { subjectKind } from '../subject.ts';
import type { GuideState } from './model/state.ts';
import type { Sheet } from './sheet/sheet.ts';

/** Its chain of the log, and the subject of its card. */
export const GUIDE = subjectKind('guide', 'gde');

/** What a person must be allowed to do. */
export const WORK: Deed = { do: 'act', what: 'work on a guide' };

/** The kind of event after which its card is drawn anew. */
export const CHANGED = 'guide.changed';

/** A checklist, procedure, decision tree or symptom that is worked through, as it stands. */
export interface Guide {
  readonly id: string;
  /** As it was defined when it was started: a later version of the runbook changes nothing of it. */
  readonly sheet: Sheet;
  readonly state: GuideState;
  readonly startedBy: string;
  readonly startedAt: Date;
  /** Where its card is, as things keep it. */
  readonly place: Json;
  /** The item of another guide that this one decides. */
  readonly parent: { readonly guide: string; readonly item: string } | null;
}
