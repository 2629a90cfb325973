import type { Room } from '../../jobs/room.ts';
import type { Engine } from './engine.ts';

/** What runs do by themselves. */
export function engineRoom({ timers, work, sweep, problems, abandonLeases }: Engine): Room {
  return { timers, wakeUps: { run: work }, sweeps: { runs: sweep }, problems, abandonLeases };
}
