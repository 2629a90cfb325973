/** How many wrong guesses are taken before everybody waits. */
export interface GuessLimit {
  readonly wrong: number;
  /** Wrong guesses older than this are forgotten. */
  readonly withinMs: number;
  readonly lockMs: number;
}

/** Five in a quarter of an hour: plenty for tired fingers, hopeless for a guesser. */
export const GUESSES: GuessLimit = { wrong: 5, withinMs: 15 * 60_000, lockMs: 15 * 60_000 };

/** Wrong guesses at one secret. */
export interface Guesses {
  readonly wrong: number;
  /** Start of the window that they are counted in. */
  readonly since: Date;
  readonly lockedUntil: Date | null;
}

/** Until when nothing is even looked at, or undefined when guessing is allowed. */
export function lockedUntil(guesses: Guesses | undefined, now: Date): Date | undefined {
  const until = guesses?.lockedUntil ?? undefined;
  return until !== undefined && now < until ? until : undefined;
}

/** The guesses after one more wrong one. The one that reaches the limit locks. */
export function afterWrong(before: Guesses | undefined, limit: GuessLimit, now: Date): Guesses {
  const over = before === undefined || now.getTime() >= before.since.getTime() + limit.withinMs;
  const since = over || before.lockedUntil !== null ? now : before.since;
  const wrong = over || before.lockedUntil !== null ? 1 : before.wrong + 1;
  return { wrong, since, lockedUntil: wrong < limit.wrong ? null : new Date(now.getTime() + limit.lockMs) };
}
