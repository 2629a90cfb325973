import type { RunView } from '../../../src/runbook/service.ts';
import type { AppWorld } from './app.ts';

/** So long what runs in real time has between two steps of the clock: programs of a plant start, and cards are written. */
const EVERY_MS = 200;
/** For whoever watches whether a service stays as it is. The lease of the run lasts longer, also where it is renewed late. */
const WATCHED_MS = 2_000;
/** Whatever comes next is not passed over by whoever only waits for it. */
const MOST_MS = 60_000;

/**
 * Waits as `world.until` does, and lets the time pass that is waited for, and none beside: while a run waits for a poll, a
 * retry or a moment, and nothing else is under way, to that moment; and while a step watches a service.
 * @param advance the clock of the program, and that of its plant
 * @param leapMs passes at once where a run waits; absent: as long as it waits
 */
export function untilPassing(
  world: AppWorld,
  advance: (ms: number) => void,
  leapMs: number | undefined,
): AppWorld['until'] {
  let nextAt = 0;

  async function pass(): Promise<void> {
    if (performance.now() < nextAt) return;
    const runs = await world.app.runs.list({ live: true, limit: 100 });
    const ms = runs.some(isWatching) ? WATCHED_MS : missingMs(runs, world.clock.now(), leapMs);
    if (ms > 0) advance(ms);
    nextAt = performance.now() + EVERY_MS;
  }

  return (what, probe) =>
    world.until(what, async () => {
      const found = await probe();
      if (found === undefined || found === false) await pass();
      return found;
    });
}

function isWatching({ plan, steps }: RunView): boolean {
  return steps.some(({ state, position }) => state === 'running' && plan.steps[position]?.kind === 'service');
}

/** How long it takes until the first of them goes on; 0 when one does now, or none ever will by itself. */
function missingMs(runs: readonly RunView[], now: Date, leapMs: number | undefined): number {
  if (!runs.every(isResting)) return 0;
  const moments = runs.flatMap(({ steps }) =>
    steps.flatMap(({ state, dueAt }) => (state === 'waiting' && dueAt !== null ? [dueAt.getTime()] : [])),
  );
  const ms = Math.min(...moments) - now.getTime();
  if (!Number.isFinite(ms) || ms <= 0) return 0;
  return leapMs ?? Math.min(ms, MOST_MS);
}

/** It waits for a moment, or for people. */
function isResting({ state, note }: RunView): boolean {
  return (
    state === 'waiting' || state === 'asking' || state === 'unknown' || (state === 'queued' && note !== null)
  );
}
