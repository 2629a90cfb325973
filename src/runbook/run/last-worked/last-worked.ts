/** A run that came to its end. */
export interface PastRun {
  readonly id: string;
  readonly at: Date;
  /** The runbook was another when it was planned. */
  readonly isEarlier: boolean;
  /** The outcome that it succeeded with, where its plan calls that a warning or a danger: nobody may say that it worked. */
  readonly endedAs?: string;
}

/** A run that is not over. */
export interface LiveRun {
  readonly id: string;
  /** Who asked for it, and since when it runs or waits to. */
  readonly by: string;
  readonly since: Date;
}

/** What the runs of one mode tell of an action. */
export interface Past {
  /** The last one that succeeded; undefined where none has. */
  readonly worked: PastRun | undefined;
  /** The last one, where that failed; undefined where it succeeded, or there is none. */
  readonly failed: PastRun | undefined;
  /** The first of those that are not over; undefined where none is. */
  readonly underWay?: LiveRun | undefined;
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

/** The same of one that is not over. */
export interface Live extends LiveRun, Pick<End, 'action' | 'mode'> {}

/**
 * What the runs of one action tell.
 * @param ends the last of each mode and state
 * @param live those that are not over, the first of each mode first
 * @param definition digest of its runbook as it is now
 */
export function lastWorkedOf(
  ends: readonly End[],
  live: readonly Live[],
  definition: string | undefined,
): LastWorked {
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
    const now = live.find((one) => one.mode === mode);
    const underWay = now && { id: now.id, by: now.by, since: now.since };
    return { worked, failed: hasFailedSince ? failed : undefined, underWay };
  };
  return { runs: pastOf('execute'), rehearsals: pastOf('dry-run') };
}
