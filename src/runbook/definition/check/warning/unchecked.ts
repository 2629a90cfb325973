import type { Finding } from '../../../../written/problem.ts';
import type { StepKinds } from '../../../steps/step.ts';
import type { Action } from '../../construct/action.ts';
import type { Step } from '../../construct/step.ts';
import { changes, type Warning } from './warning.ts';

/** A program that ends with 0 has ended; whether it did what it promised, only a look can tell. */
export const warnOfUnchecked: Warning = (runbook, { kinds }) =>
  Object.values(runbook.actions).flatMap((action) => ofAction(action, kinds));

function ofAction(action: Action, kinds: StepKinds): readonly Finding[] {
  const path = ['actions', action.id];
  const last = action.steps.findLastIndex((step) => changes(step, kinds));
  const isOpen = last >= 0 && !action.steps.slice(last + 1).some((step) => looks(step, kinds));
  if (isOpen && action.unchecked === undefined)
    return [
      {
        path: [...path, 'steps', last],
        message: `Nothing looks at what came of this step of '${action.id}'.`,
        suggestion: 'Add a step behind it that reads and compares, or say why there is none: `unchecked: …`.',
      },
    ];
  if (isOpen || action.unchecked === undefined) return [];
  const message = `'${action.id}' says why it is unchecked, and ${last < 0 ? 'changes nothing' : 'is checked'}.`;
  return [{ path: [...path, 'unchecked'], message, suggestion: 'Take `unchecked` away.' }];
}

/** Whether a step compares what it finds with what should be, or has a person do that. */
function looks(step: Step, kinds: StepKinds): boolean {
  if (changes(step, kinds)) return false;
  return ['assert', 'confirm'].includes(step.kind) || (isCalled(step, kinds) && !onlyReads(step.written));
}

function isCalled({ kind }: Step, kinds: StepKinds): boolean {
  return kinds.get(kind)?.printed !== undefined;
}

/**
 * A program answers by the code that it ends with, a service by its status, and what is looked for and not found fails. What is only
 * read out of an output others have to compare.
 */
function onlyReads(written: unknown): boolean {
  const { parse, find } = written as { readonly parse?: unknown; readonly find?: unknown };
  return parse !== undefined && find === undefined;
}
