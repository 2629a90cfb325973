import type { Finding } from '../../../written/problem.ts';
import { STEP_LISTS } from '../construct/sequence.ts';
import { OF_THE_RUNBOOK, type Step } from '../construct/step.ts';
import type { Runbook } from '../runbook.ts';

/** Where a step stands in a slot is said by the runbook, and what is wrong with it by whoever fills that in. */
export function mendedInSettings({ actions }: Pick<Runbook, 'actions'>, finding: Finding): Finding {
  const step = stepAt(actions, finding.path);
  const isOfRunbook = OF_THE_RUNBOOK.some((key) => key === finding.path[4]);
  if (step?.slot === undefined || step.byHand || isOfRunbook) return finding;
  const where = `The step stands in keyturn.yaml: slots.${step.slot} of the system.`;
  return { ...finding, suggestion: `${finding.suggestion} ${where}`.trim() };
}

function stepAt(
  actions: Runbook['actions'],
  [collection, id, list, index]: readonly PropertyKey[],
): Step | undefined {
  const name = STEP_LISTS.find((one) => one === list);
  if (collection !== 'actions' || name === undefined || !Object.hasOwn(actions, String(id))) return undefined;
  return actions[String(id)]?.[name]?.[Number(index)];
}
