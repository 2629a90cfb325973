import type * as kit from '../../kit/script.ts';
import { EXIT as COMMON } from '../../kit/script.ts';
import type { PlantState } from './state.ts';

export { type Answer, ScriptFailure } from '../../kit/script.ts';

export type Call = kit.Call<PlantState>;
export type Script = kit.Script<PlantState>;
export type Scripts = kit.Scripts<PlantState>;

/** Exit codes of its scripts: those of every plant, and where the runbook tells cases apart. */
export const EXIT = { ...COMMON, cooldown: 5, threat: 6, executedToday: 7, blocked: 8 } as const;
