import type { Finding } from '../../../written/problem.ts';
import type { StepKinds } from '../../steps/step.ts';
import type { Action } from '../construct/action.ts';
import { withInclusions } from '../inclusion/kind.ts';
import type { Runbook } from '../runbook.ts';
import { beneficiaryFindings } from './beneficiaries.ts';
import { besideFindings } from './beside.ts';
import { directionFindings } from './direction.ts';
import { givableFindings } from './givable.ts';
import { givesFindings, takenFindings } from './gives.ts';
import { inclusionFindings } from './inclusion/all.ts';
import type { KnownSettings } from './known.ts';
import { outcomeFindings } from './outcomes.ts';
import { paramFindings } from './params.ts';
import { requirementFindings } from './requirements.ts';
import { sequenceFindings } from './steps.ts';
import { undoingFindings } from './undoing.ts';
import { unfilledFindings } from './unfilled.ts';

/**
 * Everything for which an action could not be planned or run, whoever asks and whatever they give. Lint shows all of it, and a
 * plan is refused with the first: both ask here.
 * @param settings what keyturn.yaml says, as far as it is known.
 */
export function actionFindings(
  runbook: Runbook,
  action: Action,
  given: StepKinds,
  { vars = {}, held, operators = {} }: KnownSettings = {},
): readonly Finding[] {
  const kinds = withInclusions(given, runbook);
  const known = { kinds, runbook, vars, held, operators };
  return [
    ...unfilledFindings(action),
    ...paramFindings(action.params, ['actions', action.id, 'params']),
    ...givableFindings(action.params, ['actions', action.id, 'params']),
    ...besideFindings(action, Object.keys(runbook.vars)),
    ...beneficiaryFindings(action),
    ...requirementFindings(runbook, action, kinds),
    ...outcomeFindings(action, kinds),
    ...givesFindings(action, kinds),
    ...takenFindings(runbook, action),
    ...directionFindings(runbook, action),
    ...undoingFindings(runbook, action),
    ...sequenceFindings(action, 'execute', known),
    ...sequenceFindings(action, 'dry-run', { ...known, kinds: withInclusions(given, runbook, 'dry-run') }),
    ...inclusionFindings(action, { ...known, kinds: given }),
  ];
}
