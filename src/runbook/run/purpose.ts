import type { Tx } from '../../store/database.ts';

/** What something is proposed for: a thing of another room, and which part of it. */
export interface Purpose {
  /** Its subject, such as `guide/gde-7k2m9q4t`. */
  readonly of: string;
  readonly item: string;
}

/** What was made of a proposal. */
export interface Made {
  /** `<runbook>:<action>` */
  readonly action: string;
  readonly requester: string;
  /** The subject of the run or request. */
  readonly subject: string;
}

/**
 * Hears of a proposal that is made for a thing of its kind, in the transaction that makes it: no crash parts the two.
 * @throws OpsError where it is not to be made
 */
export type PurposeHandler = (tx: Tx, purpose: Purpose, made: Made) => Promise<void>;
