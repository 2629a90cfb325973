import type { Refusal } from '../../../errors.ts';
import type { Reader, Tx } from '../../../store/database.ts';
import type { Action } from '../../definition/construct/action.ts';
import { actionRef, type Runbook } from '../../definition/runbook.ts';
import { changersOf, directionOf, type Holding, wayOf } from '../../plan/direction.ts';
import type { Plan } from '../../plan/plan.ts';
import { serializeAction } from '../precondition/store.ts';
import { holdsBy } from './look/service.ts';

/** What holds now of the value that an action changes, by the last look at it, for whoever plans it. */
export async function holdingNow(
  reader: Reader,
  runbook: Runbook,
  action: Pick<Action, 'approval'>,
  environment: string,
): Promise<Holding> {
  const direction = directionOf(action);
  if (direction === undefined) return undefined;
  const { gives, within } = direction.now;
  const since = new Date((await reader.now()).getTime() - within);
  const look = {
    action: actionRef(runbook.id, direction.now.action),
    gives,
    changers: changersOf(runbook, direction),
  };
  return holdsBy(reader, look, environment, since);
}

/** For plans of older versions, which do not say when the look was that they go by. */
const EVER = new Date(0);

/**
 * Why what was approved as tightening is not started: by now nobody can tell that it tightens. What was approved as loosening holds
 * whatever was found since. Runs that change the same value pass one at a time, so that each sees the one before it.
 */
export async function refuseDirection(tx: Tx, plan: Plan): Promise<Refusal | undefined> {
  const { direction } = plan;
  if (direction === undefined) return undefined;
  await serializeAction(tx, direction.action);
  if (direction.way === 'loosens' || direction.holds === null) return undefined;
  const { param, action, gives, looser, type, asked, holds, changers = [plan.action] } = direction;
  const since = holds.at === undefined ? EVER : new Date(holds.at);
  const found = await holdsBy(tx, { action, gives, changers }, plan.environment, since);
  const value = found !== undefined && 'value' in found ? found.value : undefined;
  if (wayOf({ looser }, type, asked, value) === 'tightens') return undefined;
  const now =
    value === undefined
      ? `nobody can tell what holds now: ${whyUnknown(found, action)}`
      : `since then ${action} found ${value}, and beside that it does not tighten`;
  return {
    code: 'run.direction-changed',
    what: `${plan.title} was not started.`,
    why: `It was approved as tightening ${param} from ${holds.value}; ${now}.`,
    next: `Run ${action}, and ask for the action again.`,
    offers: [{ action, title: action }],
  };
}

function whyUnknown(found: Holding, action: string): string {
  return found !== undefined && 'why' in found ? found.why : `no run of ${action} is known to have looked`;
}
