import type { BreakGlassPolicy } from './policy.ts';

export type Opinion = 'ratify' | 'object';
export type ReviewState = 'open' | 'ratified' | 'objected';

/** What a reviewer thinks of an action that was started under break-glass. */
export interface Verdict {
  readonly principal: string;
  readonly opinion: Opinion;
  readonly reason: string;
  readonly at: Date;
}

/** The mandatory look of others at a break-glass. */
export interface Review {
  readonly requestId: string;
  readonly state: ReviewState;
  readonly dueAt: Date;
  /** When it was found overdue, and paged for; null while it is not. */
  readonly overdueAt: Date | null;
  readonly closedAt: Date | null;
  readonly verdicts: readonly Verdict[];
}

/** What the verdicts make of a review: it closes with enough of them; a single objection marks it. */
export function reviewState(policy: BreakGlassPolicy, verdicts: readonly Verdict[]): ReviewState {
  if (verdicts.length < policy.review.quorum) return 'open';
  return verdicts.some((verdict) => verdict.opinion === 'object') ? 'objected' : 'ratified';
}
