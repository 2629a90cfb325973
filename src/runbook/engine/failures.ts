/** On which runs work failed, and how long each is left alone for that: whoever fails first must not hold up the others. */
export interface Failures {
  /** @param hopeless no retry can cure it. */
  add(runId: string, hopeless: boolean): void;
  /** Work on it succeeded, or somebody asks for it. */
  forget(runId: string): void;
  /** Runs that are to be left alone now. */
  resting(): readonly string[];
}

const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 60_000;

export function createFailures(now: () => number = () => performance.now()): Failures {
  const failed = new Map<string, { readonly times: number; readonly until: number }>();
  return {
    add(runId, hopeless) {
      const times = (failed.get(runId)?.times ?? 0) + 1;
      const restMs = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (times - 1));
      failed.set(runId, { times, until: hopeless ? Number.POSITIVE_INFINITY : now() + restMs });
    },
    forget(runId) {
      failed.delete(runId);
    },
    resting: () => [...failed].flatMap(([runId, { until }]) => (until > now() ? [runId] : [])),
  };
}
