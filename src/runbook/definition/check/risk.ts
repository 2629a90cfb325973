import type { Finding } from '../../../written/problem.ts';
import type { Action } from '../construct/action.ts';
import type { Check } from './check.ts';

/** What is risky is approved, and only what reduces risk may go ahead of its review. */
export const checkRisk: Check = (runbook) => Object.values(runbook.actions).flatMap(ofAction);

function ofAction(action: Action): readonly Finding[] {
  const path = ['actions', action.id];
  const found: Finding[] = [];
  const risky = action.risk === 'high' || action.risk === 'critical';
  const gated = action.approval !== undefined || action.breakGlass !== undefined;
  // A part of others is approved with them.
  if (risky && !gated && !action.internal) {
    found.push({
      path: [...path, 'risk'],
      message: `'${action.id}' has risk ${action.risk} but nobody has to approve it.`,
      suggestion: 'Add `approval: <policy>`, or `breakGlass: <policy>` if it only stops or pauses something.',
    });
  }
  if (!risky && gated) {
    found.push({
      path: [...path, 'risk'],
      message: `'${action.id}' has risk ${action.risk}, which runs at once, and yet an approval.`,
      suggestion: 'Write `risk: high` (or critical), or remove the approval.',
    });
  }
  if (action.approval !== undefined && action.breakGlass !== undefined) {
    found.push({
      path: [...path, 'breakGlass'],
      message: `'${action.id}' has both approval and breakGlass.`,
      suggestion: 'Keep one; write a second action when both ways are wanted.',
    });
  }
  if (action.breakGlass !== undefined && action.reduces !== 'risk') {
    found.push({
      path: [...path, 'breakGlass'],
      message: `'${action.id}' is break-glass, but nothing says that it only reduces risk.`,
      suggestion: 'Add `reduces: risk` if it only stops or pauses; otherwise use `approval`.',
    });
  }
  if (action.breakGlass !== undefined && action.lock !== undefined) {
    found.push({
      path: [...path, 'lock'],
      message: `'${action.id}' is break-glass and has a lock: it would wait behind whatever hangs.`,
      suggestion: 'Remove the lock; make the scripts themselves safe to run side by side.',
    });
  }
  const picked = Object.entries(action.params).find(([, { type }]) => type === 'pick')?.[0];
  if (action.breakGlass !== undefined && picked !== undefined) {
    found.push({
      path: [...path, 'params', picked, 'type'],
      message: `'${action.id}' is break-glass and has a pick: it would wait for whoever lists what there is, and be refused where they do not answer.`,
      suggestion: 'Write `type: choice` with `choices`, or another type that is typed.',
    });
  }
  return found;
}
