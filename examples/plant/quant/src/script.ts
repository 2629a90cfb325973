import type * as kit from '../../kit/script.ts';
import type { PlantState } from './state.ts';

export { EXIT, ScriptFailure } from '../../kit/script.ts';

export type Call = kit.Call<PlantState>;
export type Script = kit.Script<PlantState>;
export type Answer = kit.Answer;
