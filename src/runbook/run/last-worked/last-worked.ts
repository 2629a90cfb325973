/** A run that came to its end. */
export interface PastRun {
  readonly id: string;
  readonly at: Date;
  /** The runbook was another when it was planned. */
  readonly isEarlier: boolean;
  /** The outcome that it succeeded with, where its plan calls that a warning or a danger: nobody may say that it worked. */
  readonly endedAs?: string;
}

/** What the runs of one mode tell of an action. */
export interface Past {
  /** The last one that succeeded; undefined where none has. */
  readonly worked: PastRun | undefined;
  /** The last one, where that failed; undefined where it succeeded, or there is none. */
  readonly failed: PastRun | undefined;
}

/** Whether an action works, as its runs and its rehearsals tell, each apart: a rehearsal is no proof that the change works. */
export interface LastWorked {
  readonly runs: Past;
  readonly rehearsals: Past;
}

/** The end of a run, as it is kept. */
export interface End {
  readonly id: string;
  readonly action: string;
  readonly mode: 'execute' | 'dry-run';
  readonly state: 'succeeded' | 'failed';
  readonly at: Date;
  /** Digest of the runbook that it was planned from. */
  readonly definition: string;
  /** Its outcome, where its plan calls that a warning or a danger. */
  readonly endedBadly: string | null;
}

/**
 * What the ends of one action tell.
 * @param ends the last of each mode and state
 * @param definition digest of its runbook as it is now
 */
export function lastWorkedOf(ends: readonly End[], definition: string | undefined): LastWorked {
  const pastOf = (mode: End['mode']): Past => {
    const last = (state: End['state']): PastRun | undefined => {
      const end = ends.find((one) => one.mode === mode && one.state === state);
      if (end === undefined) return undefined;
      const { id, at, endedBadly } = end;
      const isEarlier = end.definition !== definition;
      return { id, at, isEarlier, ...(endedBadly === null ? {} : { endedAs: endedBadly }) };
    };
    const [worked, failed] = [last('succeeded'), last('failed')];
    const hasFailedSince = failed !== undefined && (worked === undefined || failed.at > worked.at);
    return { worked, failed: hasFailedSince ? failed : undefined };
  };
  return { runs: pastOf('execute'), rehearsals: pastOf('dry-run') };
}
