import type { Refusal } from '../../../errors.ts';
import type { Reader } from '../../../store/database.ts';
import type { Action } from '../../definition/construct/action.ts';
import { actionRef } from '../../definition/runbook.ts';
import { directionOf, type Holding, wayOf } from '../../plan/direction.ts';
import type { Plan } from '../../plan/plan.ts';
import { lastGiven } from '../handed-on/service.ts';

/** What holds now of the value that an action changes, by the last look at it, for whoever plans it. */
export async function holdingNow(
  reader: Reader,
  runbook: string,
  action: Pick<Action, 'approval'>,
  environment: string,
): Promise<Holding> {
  const direction = directionOf(action);
  if (direction === undefined) return undefined;
  const { gives, within } = direction.now;
  const since = new Date((await reader.now()).getTime() - within);
  const wanted = { action: actionRef(runbook, direction.now.action), gives };
  const found = await lastGiven(reader, wanted, environment, since);
  return found !== undefined && 'value' in found ? { value: found.value, run: found.run } : undefined;
}

/** No look is older than what was approved after it. */
const EVER = new Date(0);

/**
 * Why what was approved as tightening is not started: a later look found something else, beside which it loosens. What was approved
 * as loosening holds whatever was found since.
 */
export async function refuseDirection(reader: Reader, plan: Plan): Promise<Refusal | undefined> {
  const { direction } = plan;
  if (direction === undefined || direction.way === 'loosens' || direction.holds === null) return undefined;
  const { param, action, gives, looser, type, asked, holds } = direction;
  const found = await lastGiven(reader, { action, gives }, plan.environment, EVER);
  if (found !== undefined && found.run === holds.run) return undefined;
  const value = found !== undefined && 'value' in found ? found.value : undefined;
  if (wayOf({ looser }, type, asked, value) === 'tightens') return undefined;
  return {
    code: 'run.direction-changed',
    what: `${plan.title} was not started.`,
    why: `It was approved as tightening ${param} from ${holds.value}; ${value === undefined ? `nobody can tell any more what ${action} found` : `since then ${action} found ${value}`}, and beside that it does not tighten.`,
    next: `Run ${action}, and ask for the action again.`,
  };
}
