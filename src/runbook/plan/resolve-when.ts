import type { Json } from '../../canonical.ts';
import type { Runbook } from '../definition/runbook.ts';
import type { Scope, StepKinds } from '../steps/step.ts';
import { conditionInWords, resolveCondition } from './condition.ts';
import { decidersOf } from './deciders.ts';
import type { Expanded } from './expand.ts';
import { type Frame, frameNamed } from './frame.ts';
import type { When } from './plan.ts';

type Written = Expanded['conditions'][number];

interface Deps {
  readonly runbook: Pick<Runbook, 'actions'>;
  readonly kinds: StepKinds;
  scopeOf(frame: Frame): Scope;
}

/** When a step runs, by what it and the inclusions in which it stands say; null: always. */
export function resolveWhen(conditions: readonly Written[], deps: Deps): When | null {
  const all = conditions.map((one) => resolveOne(one, deps));
  const [only = null, ...others] = all;
  return others.length === 0 ? only : { all };
}

function resolveOne(written: Written, { runbook, kinds, scopeOf }: Deps): When {
  if ('included' in written || 'overtaken' in written) return written;
  const { when, frame } = written;
  if ('condition' in when) {
    const condition = resolveCondition(when.condition, scopeOf(frame));
    return { check: condition as unknown as Json, says: conditionInWords(condition) };
  }
  const included = frameNamed(runbook, frame, when.step);
  // One step decides about the outcome of an inclusion: others were refused while the definition was checked.
  const decider = included === undefined ? undefined : decidersOf(runbook, included, kinds)[0];
  return { step: decider ?? `${frame.prefix}${when.step}`, choice: when.choice };
}
