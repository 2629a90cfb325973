import type { Action } from '../definition/construct/action.ts';
import { actionRef, type Runbook } from '../definition/runbook.ts';
import { wayBackOf } from '../definition/way-back.ts';
import { durationWords } from './duration-words.ts';
import type { Plan, PlannedRevert } from './plan.ts';

/** What a plan says of how it is taken back; a rehearsal leaves nothing to take back. */
export function revertOf(runbook: Runbook, action: Action, mode: Plan['mode']): Pick<Plan, 'revert'> {
  const back = wayBackOf(action, runbook.actions);
  if (mode === 'dry-run' || back === undefined) return {};
  const remindMs = action.revert?.remind;
  const revert = { action: actionRef(runbook.id, back.id), title: back.title };
  return { revert: remindMs === undefined ? revert : { ...revert, remindMs } };
}

/** `Can be taken back by: …`, for whoever decides on it. */
export function revertInWords({ title, action, remindMs }: PlannedRevert): string {
  const reminder =
    remindMs === undefined ? '' : `; its channel is reminded ${durationWords(remindMs)} after it was done`;
  return `Can be taken back by: ${title} (${action})${reminder}`;
}
