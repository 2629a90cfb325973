/** A run as it stands in the database after everything. */
export interface StormRun {
  /** What was asked for: `weld17` and the like, each once. */
  readonly part: string;
  readonly state: string;
  /** It says that nobody knows whether a step took effect, and waits for people. */
  readonly waitsForPeople: boolean;
}

/** What is left when a storm is over. */
export interface Aftermath {
  /** Parts that people asked for. */
  readonly asked: readonly string[];
  /** Those whose command was answered, and of which neither anything came nor their person was told why. */
  readonly lostInSilence: readonly string[];
  readonly runs: readonly StormRun[];
  /** The lines of the file of effects, which nothing but the effects writes: one for each time. */
  readonly effects: readonly string[];
  /** Programs of attempts that still run. */
  readonly programs: readonly number[];
  /** From the moment at which both processes served again until nothing was under way any more. */
  readonly quietMs: number;
  /** Until both processes served at first, before anything was asked for. */
  readonly startMs: number;
  /** Processes that had served and ended without having been killed. */
  readonly endedByThemselves: number;
}

/** Nothing is under way any more so soon after the last fault… */
export const QUIET_MS = 10_000;
/** …or after so many starts, as long as one took before any fault: on a busy machine all takes longer, and not only what is left. */
const STARTS = 2;

/** Actions whose step is unsafe or can be probed: one line each, no more. Those of others may be repeated. */
export const ONCE: readonly string[] = ['weld', 'bolt'];

const ENDED: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled', 'refused']);

/** Whether something still happens to a run without anybody. */
export function isUnderWay({ state, waitsForPeople }: StormRun): boolean {
  return !ENDED.has(state) && !waitsForPeople;
}

/** What should not be, each as one line that names the parts; empty when all promises were kept. */
export function judge({
  asked,
  lostInSilence,
  runs,
  effects,
  programs,
  quietMs,
  startMs,
  endedByThemselves,
}: Aftermath): readonly string[] {
  const times = Map.groupBy(effects, (line) => line);
  const timesOf = (part: string) => times.get(part)?.length ?? 0;
  const parts = new Set(runs.map(({ part }) => part));
  const bad: readonly (readonly [string, readonly string[]])[] = [
    ['doubled', [...times.keys()].filter((part) => isOnce(part) && timesOf(part) > 1)],
    ['lost', runs.filter((run) => timesOf(run.part) === 0 && !run.waitsForPeople).map(describe)],
    ['acknowledged and lost in silence', lostInSilence],
    ['never run', asked.filter((part) => !parts.has(part))],
    ['run twice', runs.map(({ part }) => part).filter((part, at, all) => all.indexOf(part) !== at)],
    ['done without a run', [...times.keys()].filter((part) => !parts.has(part))],
    // People have decided all that waited for them, nobody cancelled anything, and no program fails.
    ['stuck', runs.filter(({ state }) => !ENDED.has(state)).map(describe)],
    ['ended badly', runs.filter(({ state }) => ENDED.has(state) && state !== 'succeeded').map(describe)],
    ['programs left', programs.map(String)],
    [
      'not quiet in time',
      quietMs > Math.max(QUIET_MS, STARTS * startMs) ? [`${Math.round(quietMs)} ms`] : [],
    ],
    ['processes that ended by themselves', endedByThemselves > 0 ? [String(endedByThemselves)] : []],
  ];
  return bad.flatMap(([what, which]) => (which.length === 0 ? [] : [`${what}: ${which.join(', ')}`]));
}

function isOnce(part: string): boolean {
  return ONCE.some((action) => part.startsWith(action));
}

function describe({ part, state }: StormRun): string {
  return `${part} (${state})`;
}
