import type { Finding } from '../../../../written/problem.ts';
import type { Action } from '../../construct/action.ts';
import type { PlacedStep } from '../../construct/sequence.ts';
import { inclusionOf } from '../../construct/step.ts';
import { actionNamed } from '../../inclusion/graph.ts';
import type { Runbook } from '../../runbook.ts';

/** Where an inclusion stands: in a rehearsal what it includes changes nothing, and beside a way down it has none of its own. */
export function wayFindings(
  runbook: Runbook,
  { list }: PlacedStep,
  included: Action,
  path: readonly PropertyKey[],
): readonly Finding[] {
  if (list === 'steps') return [];
  const at = [...path, 'include', 'action'];
  const isRehearsed = list === 'dryRun' && included.dryRun !== undefined;
  if (list === 'dryRun' && !isRehearsed && included.risk !== 'read') {
    const message = `A dry run changes nothing, and '${included.id}' has risk ${included.risk} and no dry run of its own.`;
    return [{ path: at, message, suggestion: 'Give it a `dryRun`, or include an action with `risk: read`.' }];
  }
  if (isRehearsed || !hasWayDown(runbook, included)) return [];
  const message = `'${included.id}' has a way down, which only an inclusion in \`steps\` can have.`;
  const suggestion =
    'Include it in `steps`, or move what is needed here to an action without `onFailure` and `always`.';
  return [{ path: at, message, suggestion }];
}

function hasWayDown(runbook: Runbook, action: Action): boolean {
  if (action.onFailure !== undefined || action.always !== undefined) return true;
  return action.steps.some((step) => {
    const included = actionNamed(runbook, inclusionOf(step)?.action ?? '');
    return included !== undefined && hasWayDown(runbook, included);
  });
}
