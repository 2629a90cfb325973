import { suggestName } from '../../../written/nearest.ts';
import type { Finding } from '../../../written/problem.ts';
import type { WrittenRunbook } from '../construct/runbook.ts';
import { STEP_LISTS } from '../construct/sequence.ts';
import { SLOT } from '../construct/slot.ts';
import type { Step } from '../construct/step.ts';

/** Steps that are slots, before anything is filled in: they name one that exists, and leave the rest to whoever fills it in. */
export function slotFindings({
  actions,
  slots,
}: Pick<WrittenRunbook, 'actions' | 'slots'>): readonly Finding[] {
  return Object.entries(actions).flatMap(([id, action]) =>
    STEP_LISTS.flatMap((list) =>
      (action[list] ?? []).flatMap((step, index) =>
        step.kind === SLOT ? ofStep(step, Object.keys(slots), ['actions', id, list, index]) : [],
      ),
    ),
  );
}

function ofStep(step: Step, names: readonly string[], path: readonly PropertyKey[]): readonly Finding[] {
  const name = String(step.written);
  const unknown = names.includes(name)
    ? []
    : [
        {
          path: [...path, SLOT],
          message: `There is no slot '${name}'.`,
          suggestion: suggestName(name, names),
        },
      ];
  const said = [
    ...(step.effect === undefined ? [] : ['effect']),
    ...(step.timeoutMs === undefined ? [] : ['timeout']),
    ...(step.attempts > 1 ? ['retry'] : []),
    ...(step.poll === undefined ? [] : ['poll']),
  ];
  return [
    ...unknown,
    ...said.map((key) => ({
      path: [...path, key],
      message: `What \`${key}\` a slot has, only whoever fills it in can say.`,
      suggestion: 'Take it away; it stands beside the step in keyturn.yaml.',
    })),
  ];
}
