import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFullyPaused, pauseEverything } from '../pause.ts';
import { breakerVerdict } from '../readings.ts';
import { type Answer, EXIT, type Script, ScriptFailure, type Scripts } from '../script.ts';
import type { PlantState } from '../state.ts';

const verifyBreaker: Script = {
  summary:
    'Compares the triggers of the breaker with the market. Exit 0 false positive, 3 threat, 4 not tripped.',
  run: ({ plant }) => {
    const answer = breakerVerdict(plant.read());
    const code = { 'false-positive': 0, 'legitimate-threat': 3, 'not-tripped': 4 }[answer.verdict];
    return { output: answer, code };
  },
};

const resetBreaker: Script = {
  summary:
    'Closes the breaker after its cooldown. Exit 0 closed, 5 cooldown, 6 threat. --status: exit 0 closed, 1 open.',
  flags: { verify: {}, status: {} },
  run: async (call) => {
    const { plant, progress } = call;
    if (call.flag('status') !== undefined) return breakerStatus(plant.read());
    if (call.flag('verify') === undefined) {
      throw new ScriptFailure(
        EXIT.usage,
        'say --verify to reset after a last verification, or --status to look',
      );
    }
    if (plant.read().breaker.state === 'closed') return breakerStatus(plant.read());
    await progress('verifying that no trigger is exceeded');
    plant.change((state, { now }) => {
      refuseReset(state, now);
      state.breaker.resetStartedAt = now.toISOString();
    });
    await progress('price feeds accepted again');
    call.halfway();
    await progress('asking the program to close the breaker', 700);
    plant.change((state, { now, effect }) => {
      if (state.breaker.state === 'closed') return;
      refuseReset(state, now);
      closeBreaker(state, now);
      effect('breaker.reset');
    });
    await progress('waiting for two confirmations');
    return breakerStatus(plant.read());
  },
};

function refuseReset(state: PlantState, now: Date): void {
  const { cooldownEndsAt } = state.breaker;
  if (breakerVerdict(state).verdict === 'legitimate-threat') {
    throw new ScriptFailure(
      EXIT.threat,
      'not reset: a trigger is still exceeded, this is a legitimate threat',
    );
  }
  if (cooldownEndsAt !== null && now.toISOString() < cooldownEndsAt) {
    throw new ScriptFailure(EXIT.cooldown, `not reset: the cooldown ends at ${cooldownEndsAt}`);
  }
}

function closeBreaker(state: PlantState, now: Date): void {
  state.faults = state.faults.filter((fault) => fault !== 'trip-breaker' && fault !== 'trip-by-hand');
  state.breaker = {
    state: 'closed',
    reason: null,
    trippedAt: null,
    cooldownEndsAt: null,
    lastResetAt: now.toISOString(),
    resetStartedAt: null,
  };
}

function breakerStatus({ breaker }: PlantState): Answer {
  return { output: breaker, code: breaker.state === 'closed' ? EXIT.done : EXIT.failed };
}

function pauseScript(name: string, summary: string): Script {
  return {
    summary: `${summary} --status: exit 0 everything paused, 1 not.`,
    flags: { status: {} },
    run: async (call) => {
      if (call.flag('status') === undefined) await pauseEverything(call, name);
      const state = call.plant.read();
      const paused = isFullyPaused(state);
      const { pausedAt, pausedBy } = state.operations;
      const units = Object.fromEntries(
        Object.entries(state.units).map(([unit, { active }]) => [unit, active ? 'active' : 'inactive']),
      );
      return { output: { paused, pausedAt, pausedBy, units }, code: paused ? EXIT.done : EXIT.failed };
    },
  };
}

const snapshot: Script = {
  summary: 'Writes the whole state to a file and prints its path, checksum and size.',
  run: async ({ plant, progress }) => {
    await progress('reading the accounts of the program');
    const folder = join(plant.folder, 'snapshots');
    mkdirSync(folder, { recursive: true });
    const output = plant.change((state, { now, effect }) => {
      const content = JSON.stringify({ takenAt: now.toISOString(), state }, null, 2);
      const number = String(state.effectCount + 1).padStart(4, '0');
      const path = join(folder, `${now.toISOString().replaceAll(':', '-')}-${number}.json`);
      writeFileSync(path, content);
      const sha256 = createHash('sha256').update(content).digest('hex');
      const bytes = Buffer.byteLength(content);
      effect('snapshot.create', { path, sha256, bytes });
      return { path, sha256, bytes };
    });
    return { output };
  },
};

export const scripts: Scripts = {
  'verify-circuit-breaker': verifyBreaker,
  'reset-circuit-breaker': resetBreaker,
  'EMERGENCY-PAUSE-ALL': pauseScript(
    'EMERGENCY-PAUSE-ALL',
    'Stops every bot and pauses the program, at once, because a breach is suspected.',
  ),
  'pause-all': pauseScript('pause-all', 'Stops every bot and pauses the program before a recovery.'),
  'snapshot-state': snapshot,
};
