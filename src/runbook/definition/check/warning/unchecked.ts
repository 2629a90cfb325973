import type { Finding } from '../../../../written/problem.ts';
import { expand } from '../../../plan/expand.ts';
import { type Frame, frameOf } from '../../../plan/frame.ts';
import type { StepKinds } from '../../../steps/step.ts';
import type { Action } from '../../construct/action.ts';
import type { Step } from '../../construct/step.ts';
import type { Runbook } from '../../runbook.ts';
import { changes, type Warning } from './warning.ts';

/** A program that ends with 0 has ended; whether it did what it promised, only a look can tell. */
export const warnOfUnchecked: Warning = (runbook, { kinds }) =>
  // A part of others is looked at where they are.
  Object.values(runbook.actions)
    .filter(({ internal }) => !internal)
    .flatMap((action) => ofAction(runbook, action, kinds));

function ofAction(runbook: Runbook, action: Action, kinds: StepKinds): readonly Finding[] {
  const path = ['actions', action.id];
  const steps = expand(runbook, frameOf(action, 'execute')).filter(({ phase }) => phase === undefined);
  const last = steps.findLastIndex(({ step }) => changes(step, kinds));
  const changing = steps[last];
  const isUnseen =
    changing !== undefined &&
    !looksItself(changing.step, kinds) &&
    !steps.slice(last + 1).some(({ step }) => looks(step, kinds));
  const explaining = changing && explainedBy(changing.frame);
  const isOpen = isUnseen && explaining === undefined;
  if (isOpen && action.unchecked === undefined)
    return [
      {
        path: [...path, changing.place.list, changing.place.index],
        message: `Nothing looks at what came of this step of '${action.id}'.`,
        suggestion: 'Add a step behind it that reads and compares, or say why there is none: `unchecked: …`.',
      },
    ];
  if (isOpen || action.unchecked === undefined) return [];
  const found =
    changing === undefined ? 'changes nothing' : isUnseen ? `so does '${explaining?.id}'` : 'is checked';
  const message = `'${action.id}' says why it is unchecked, and ${found}.`;
  return [{ path: [...path, 'unchecked'], message, suggestion: 'Take `unchecked` away.' }];
}

/** What is included and says why nobody looks at what comes of it. */
function explainedBy({ action, above }: Frame): Action | undefined {
  if (above === undefined) return undefined;
  return action.unchecked === undefined ? explainedBy(above.frame) : action;
}

/** Whether a step compares what it finds with what should be, or has a person do that. */
function looks(step: Step, kinds: StepKinds): boolean {
  if (changes(step, kinds)) return false;
  return ['assert', 'confirm'].includes(step.kind) || (isCalled(step, kinds) && !onlyReads(step.written));
}

function looksItself({ kind, slot }: Step, kinds: StepKinds): boolean {
  return slot === undefined && kinds.get(kind)?.looksItself === true;
}

function isCalled({ kind }: Step, kinds: StepKinds): boolean {
  return kinds.get(kind)?.printed !== undefined;
}

/**
 * A program answers by the code that it ends with, a service by its status, and what is looked for and not found fails. What is only
 * read out of an output, or out of a file, others have to compare.
 */
function onlyReads(written: unknown): boolean {
  const { parse, find, read } = written as { readonly [key: string]: unknown };
  return (parse !== undefined && find === undefined) || read !== undefined;
}
