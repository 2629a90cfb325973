/**
 * A refusal or failure that a person will read: what was refused, why, and what they can do.
 * `code` is the stable identifier for programs and tests; the three sentences are free to improve.
 * None of them may carry a secret: they are logged, stored and posted.
 */
export interface Refusal {
  readonly code: string;
  readonly what: string;
  readonly why: string;
  readonly next: string;
  /** Actions that would mend it, offered as buttons beside `next`. Showing them authorizes nobody. */
  readonly offers?: readonly Offer[];
  /** What whoever reads it has to know beside it, a line each: an emergency that is under way. */
  readonly beside?: readonly string[];
  /** What it hangs on, to be looked at by a button beside `next`. */
  readonly shows?: readonly Shown[];
  /** What is wrong with which fields of a form, by their names: whoever opened the form can show it again. */
  readonly mistakes?: Readonly<Record<string, string>>;
}

/** An action to run next: its reference and what people call it. */
export interface Offer {
  readonly action: string;
  readonly title: string;
}

/** A thing with a card of its own: `run/run-7k2m9q4t`, and what its button says. */
interface Shown {
  readonly subject: string;
  readonly title: string;
}

/** The error form of a {@link Refusal}: anything a person can cause or mend. Everything else is a bug. */
export class OpsError extends Error {
  override readonly name = 'OpsError';
  readonly refusal: Refusal;

  constructor(refusal: Refusal, options?: { cause?: unknown }) {
    super(`${refusal.what} ${refusal.why}`, options);
    this.refusal = refusal;
  }

  get code(): string {
    return this.refusal.code;
  }
}

/**
 * What is wrong with something of ours, in the words for whoever runs it. It refuses nobody anything, and says nothing of
 * how much was done of what somebody asked for.
 */
export class Fault extends OpsError {}

/** A refusal that stands in the log already, written by whoever decided it: nobody writes it there once more. */
export class Logged extends OpsError {}

/** Whether somebody was refused something by it, so that nothing of that was done. */
export function isRefusal(error: unknown): error is OpsError {
  return error instanceof OpsError && !(error instanceof Fault);
}

/** One paragraph for a log line or a plain-text message. */
export function describeRefusal(refusal: Refusal): string {
  return `${refusal.what} ${refusal.why} ${refusal.next}`;
}

/** The message of anything thrown, without assuming that it is an Error. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Marks a branch that the types say cannot be reached; reaching it is a bug, never user error. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
