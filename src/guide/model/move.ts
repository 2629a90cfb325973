/** What somebody did to a guide, or what became of what it waited for. Each is an entry of its log. */
export type Move =
  /** What decides these items has begun. */
  | { readonly do: 'begun'; readonly items: readonly string[]; readonly awaits: string }
  | { readonly do: 'decided'; readonly awaits: string; readonly results: readonly Result[] }
  /** A person says that it is done. */
  | { readonly do: 'ticked'; readonly item: string; readonly evidence?: string }
  /** A person says that it is not so. */
  | { readonly do: 'faulted'; readonly item: string; readonly reason: string }
  | { readonly do: 'answered'; readonly item: string; readonly choice: string }
  /** A person says whether it is due. */
  | { readonly do: 'weighed'; readonly item: string; readonly due: boolean }
  | { readonly do: 'skipped'; readonly item: string; readonly reason: string }
  /** What became of it does not count any more. */
  | { readonly do: 'reopened'; readonly item: string }
  | { readonly do: 'handed-over'; readonly principal: string }
  | { readonly do: 'abandoned'; readonly reason: string }
  /** It is over before all of it is done, and that is well. */
  | { readonly do: 'concluded'; readonly reason: string };

/** How an item ended. */
export interface Result {
  readonly item: string;
  readonly end: 'done' | 'failed';
  readonly outcome: string;
  readonly says: string;
}

/** Why a move was not made. */
export type Hindrance =
  | { readonly hindrance: 'over' }
  | { readonly hindrance: 'no-item'; readonly item: string }
  /** Somebody was there before. */
  | { readonly hindrance: 'taken'; readonly item: string }
  | { readonly hindrance: 'locked'; readonly item: string }
  | { readonly hindrance: 'undue'; readonly item: string }
  /** It is first to be said whether it is due. */
  | { readonly hindrance: 'not-weighed'; readonly item: string }
  /** It has not ended, so that there is nothing to do again. */
  | { readonly hindrance: 'not-ended'; readonly item: string }
  | { readonly hindrance: 'same-person'; readonly item: string }
  | { readonly hindrance: 'no-evidence'; readonly item: string }
  | { readonly hindrance: 'no-reason' }
  | { readonly hindrance: 'must-be-done'; readonly item: string }
  /** It is decided in another way. */
  | { readonly hindrance: 'not-so'; readonly item: string }
  /** It is over when all of it is done. */
  | { readonly hindrance: 'to-its-end' }
  | { readonly hindrance: 'owner' };
