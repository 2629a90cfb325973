import type { Outcome } from '../chat/refusal-card.ts';
import { isRefusal, messageOf } from '../errors.ts';

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
 * @throws Unanswered for whatever fails; a refusal, which the caller tells, as it is.
 */
export async function knowing<T>(outcome: Outcome, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isRefusal(error) ? error : unanswered(outcome, error);
  }
}

/**
 * The same where nobody would tell a refusal.
 * @throws Unanswered for whatever fails.
 */
export async function knowingAll<T>(outcome: Outcome, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unanswered(outcome, error);
  }
}

/** Where it failed first is known best how far the work had come. */
function unanswered(outcome: Outcome, error: unknown): Unanswered {
  return error instanceof Unanswered ? error : new Unanswered(outcome, error);
}
