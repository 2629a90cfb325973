import { type DecayRefusal, decayRefusal, executeDecay, previewDecay } from '../decay.ts';
import { EXIT, type Script, ScriptFailure, type Scripts } from '../script.ts';
import type { PlantState } from '../state.ts';

const REFUSALS: Record<DecayRefusal, { code: number; message: string }> = {
  'executed-today': { code: EXIT.executedToday, message: 'refused: a decay was executed on this UTC day' },
  'breaker-open': { code: EXIT.blocked, message: 'refused: the circuit breaker is open' },
  paused: { code: EXIT.blocked, message: 'refused: operations are paused' },
};

const execute: Script = {
  summary:
    'Executes the daily decay. Exit 7 executed today, 8 blocked. --status: exit 0 executed today, 1 not.',
  flags: { 'dry-run': {}, status: {} },
  run: async (call) => {
    const { plant, progress } = call;
    if (call.flag('status') !== undefined) {
      const { decay } = plant.read();
      const executedToday = decay.lastDecayAt.slice(0, 10) === plant.now().toISOString().slice(0, 10);
      return {
        output: { executed_today: executedToday, ...decay },
        code: executedToday ? EXIT.done : EXIT.failed,
      };
    }
    const dryRun = call.flag('dry-run') !== undefined;
    await progress('reading oracle prices and the balance of the bot wallet');
    if (dryRun) {
      const state = plant.read();
      refuse(state, plant.now());
      return { output: { dry_run: true, executed: false, ...previewDecay(state), gas_sol: 0.000_8 } };
    }
    plant.change((state, { now }) => {
      refuse(state, now);
      state.decay.startedAt = now.toISOString();
    });
    await progress('transaction prepared and signed');
    call.halfway();
    const done = plant.change((state, change) => {
      refuse(state, change.now);
      return { ...executeDecay(state, change, 'execute-decay'), last_decay_at: state.decay.lastDecayAt };
    });
    await progress('transaction confirmed');
    return { output: { dry_run: false, executed: true, ...done } };
  },
};

function refuse(state: PlantState, now: Date): void {
  const refusal = decayRefusal(state, now);
  if (refusal !== undefined) throw new ScriptFailure(REFUSALS[refusal].code, REFUSALS[refusal].message);
}

export const scripts: Scripts = { 'execute-decay': execute };
