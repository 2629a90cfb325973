import type { Finding } from '../../../../written/problem.ts';
import { expand } from '../../../plan/expand.ts';
import { frameOf } from '../../../plan/frame.ts';
import type { StepKinds } from '../../../steps/step.ts';
import type { Action } from '../../construct/action.ts';
import type { Runbook } from '../../runbook.ts';
import { changes, type Warning } from './warning.ts';

/** What changes something can be tried out before, or says why it cannot. */
export const warnOfUnrehearsed: Warning = (runbook, { kinds }) =>
  // A part of others is rehearsed where they are.
  Object.values(runbook.actions)
    .filter(({ internal }) => !internal)
    .flatMap((action) => ofAction(runbook, action, kinds));

function ofAction(runbook: Runbook, action: Action, kinds: StepKinds): readonly Finding[] {
  const path = ['actions', action.id];
  const { dryRun, unrehearsed } = action;
  if (dryRun !== undefined && unrehearsed !== undefined) {
    const message = `'${action.id}' has a dry run, and says why it has none.`;
    return [{ path: [...path, 'unrehearsed'], message, suggestion: 'Take one of the two away.' }];
  }
  const isChange = expand(runbook, frameOf(action, 'execute')).some(
    ({ step, phase }) => phase === undefined && changes(step, kinds),
  );
  if (!isChange && unrehearsed !== undefined) {
    const message = `'${action.id}' changes nothing, and says why it has no dry run.`;
    return [{ path: [...path, 'unrehearsed'], message, suggestion: 'Take `unrehearsed` away.' }];
  }
  if (!isChange || dryRun !== undefined || unrehearsed !== undefined) return [];
  return [
    {
      path,
      message: `'${action.id}' changes something and has no dry run.`,
      suggestion: 'Add `dryRun:` with steps that only look, or say why there is none: `unrehearsed: …`.',
    },
  ];
}
