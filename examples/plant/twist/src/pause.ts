import { type Call, EXIT, ScriptFailure } from './script.ts';
import { type PlantState, UNITS } from './state.ts';
import { setUnit } from './units.ts';

/** True when the program is paused and no unit runs. */
export function isFullyPaused(state: PlantState): boolean {
  return state.operations.paused && UNITS.every((unit) => !state.units[unit].active);
}

/** Stops the units first, then pauses the program. Dying between the two leaves an unpaused program. */
export async function pauseEverything(call: Call, by: string): Promise<void> {
  const { plant, progress } = call;
  for (const unit of UNITS) {
    const stopped = plant.change((state, change) => {
      if (!setUnit(state, unit, false, change)) return false;
      if (!state.operations.stoppedUnits.includes(unit)) state.operations.stoppedUnits.push(unit);
      return true;
    });
    await progress(stopped ? `stopped ${unit}` : `${unit} was not running`, 150);
  }
  call.halfway();
  plant.change((state, { now, effect }) => {
    if (state.operations.paused) return;
    state.operations.paused = true;
    state.operations.pausedAt = now.toISOString();
    state.operations.pausedBy = by;
    effect('operations.pause', { by });
  });
  await progress('program paused');
}

/** Unpauses the program, then starts the units that the pause had stopped. */
export async function resumeEverything(call: Call): Promise<void> {
  const { plant, progress } = call;
  plant.change((state, { effect }) => {
    if (state.breaker.state === 'open') {
      throw new ScriptFailure(EXIT.blocked, 'not resumed: the circuit breaker is open');
    }
    if (state.program.restoreStartedAt !== null) {
      throw new ScriptFailure(EXIT.blocked, 'not resumed: a restore of the program died halfway');
    }
    if (!state.operations.paused) return;
    state.operations = { ...state.operations, paused: false, pausedAt: null, pausedBy: null };
    effect('operations.resume');
  });
  await progress('program resumed');
  call.halfway();
  for (const unit of plant.read().operations.stoppedUnits) {
    plant.change((state, change) => {
      setUnit(state, unit, true, change);
      state.operations.stoppedUnits = state.operations.stoppedUnits.filter((each) => each !== unit);
    });
    await progress(`started ${unit}`, 150);
  }
}
