import type { Action } from '../construct/action.ts';
import { isRequired } from '../construct/param.ts';
import { sequenceOf } from '../construct/sequence.ts';
import type { Step } from '../construct/step.ts';
import { includedIn } from '../inclusion/graph.ts';
import type { Runbook } from '../runbook.ts';

/** What helps where an action is no looker. */
export const NAME_A_LOOKER =
  'Name an action with `risk: read` that needs no values and takes none, and asks nobody.';

/**
 * Why what an action finds does not count as a look at what is there, whoever runs it: it may change something, look at another thing
 * for each value, or repeat what somebody says. In words that stand behind "because"; undefined when it counts.
 */
export function whyNoLooker(runbook: Pick<Runbook, 'actions'>, action: Action): string | undefined {
  const { risk, params } = action;
  if (risk !== 'read') return `it has risk ${risk}`;
  const needed = Object.entries(params).find(([, param]) => isNeeded(param));
  if (needed !== undefined) return `${needed[0]} has to be given`;
  const [taken] = Object.keys(params);
  if (taken !== undefined) return `${taken} may be given`;
  const all = [action, ...includedIn(runbook, action)];
  const steps = all.flatMap((one) => sequenceOf(one, 'execute'));
  return steps.some(({ step }) => asksSomebody(step)) ? 'it asks people' : undefined;
}

function isNeeded(param: Action['params'][string]): boolean {
  return isRequired(param) || param.type === 'pick';
}

function asksSomebody({ kind, written }: Step): boolean {
  return (
    kind === 'ask' ||
    kind === 'confirm' ||
    (kind === 'branch' && (written as { on?: unknown }).on === undefined)
  );
}
