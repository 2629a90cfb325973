/** On which runs work failed, and how long each is left alone for that: whoever fails first must not hold up the others. */
export interface Failures {
  /**
   * @param hopeless no retry can cure it.
   * @returns whether people are to be told: it does not go on by itself, or has failed again and again.
   */
  add(runId: string, hopeless: boolean): boolean;
  /** Work on it succeeded, here or elsewhere. */
  forget(runId: string): void;
  /** Runs that are to be left alone now. */
  resting(): readonly string[];
  /** All on which work failed, and has not succeeded since. */
  all(): readonly string[];
  /** Those of them of which people are to be told. */
  told(): readonly string[];
}

interface Failed {
  readonly times: number;
  readonly until: number;
}

const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 60_000;
/** What passes by itself is mostly over by then. */
const TOLD_FROM = 3;

export function createFailures(now: () => number = () => performance.now()): Failures {
  const failed = new Map<string, Failed>();
  const those = (which: (one: Failed) => boolean): readonly string[] =>
    [...failed].flatMap(([runId, one]) => (which(one) ? [runId] : []));
  return {
    add(runId, hopeless) {
      const times = (failed.get(runId)?.times ?? 0) + 1;
      const restMs = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (times - 1));
      const one = { times, until: hopeless ? Number.POSITIVE_INFINITY : now() + restMs };
      failed.set(runId, one);
      return isTold(one);
    },
    forget(runId) {
      failed.delete(runId);
    },
    resting: () => those(({ until }) => until > now()),
    all: () => [...failed.keys()],
    told: () => those(isTold),
  };
}

function isTold({ times, until }: Failed): boolean {
  return times >= TOLD_FROM || until === Number.POSITIVE_INFINITY;
}
