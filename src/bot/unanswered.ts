import type { Outcome } from '../chat/refusal-card.ts';
import { messageOf, OpsError } from '../errors.ts';

/** Something failed at a point where it is known how far the work itself had come. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
  readonly outcome: Outcome;

  constructor(outcome: Outcome, cause: unknown) {
    super(messageOf(cause), { cause });
    this.outcome = outcome;
  }
}

/** Something failed, and the person could not be told. */
export class Untold extends Error {
  override readonly name = 'Untold';

  /** @param reference what the failure is called in the log */
  constructor(reference: string, cause: unknown) {
    super(`failure ${reference} could not be told: ${messageOf(cause)}`, { cause });
  }
}

/**
 * Does a part of the work whose failure leaves no doubt about the rest.
 * @throws Unanswered for whatever fails; an OpsError, which says all by itself, as it is.
 */
export async function knowing<T>(outcome: Outcome, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OpsError || error instanceof Unanswered) throw error;
    throw new Unanswered(outcome, error);
  }
}
