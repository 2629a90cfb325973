import { suggestName } from '../../../written/nearest.ts';
import type { Finding } from '../../../written/problem.ts';
import { INCLUDE } from '../construct/inclusion.ts';
import { allStepsOf } from '../construct/sequence.ts';
import type { Check } from './check.ts';

/** Fields that hold names of roles, in policies, break-glass policies, procedures, contacts, slots, schedules and steps. */
const ROLE_FIELDS: readonly string[] = ['of', 'veto', 'page', 'visibleTo', 'calls'];

/** Every role exists in keyturn.yaml, when its roles are known. */
export const checkRoles: Check = (runbook, { roles }) => {
  if (roles === undefined) return [];
  return [
    ...within(runbook.policies, ['policies'], roles),
    ...within(runbook.breakGlass, ['breakGlass'], roles),
    ...within(runbook.procedures, ['procedures'], roles),
    ...within(runbook.contacts, ['contacts'], roles),
    ...within(runbook.slots, ['slots'], roles),
    ...within(runbook.schedules, ['schedules'], roles),
    ...Object.values(runbook.actions).flatMap((action) => [
      ...Object.entries(action.params).flatMap(([name, { of }]) => [
        ...within({ of }, ['actions', action.id, 'params', name], roles),
      ]),
      ...within(action.approval, ['actions', action.id, 'approval'], roles),
      ...within(action.breakGlass, ['actions', action.id, 'breakGlass'], roles),
      // Who may say that something was done by hand stands in its slot; what an included action is given are parameters.
      ...allStepsOf(action)
        .filter(({ step }) => !step.byHand && step.kind !== INCLUDE)
        .flatMap(({ step, list, index }) => [
          ...within(step.written, ['actions', action.id, list, index, step.kind], roles),
        ]),
    ]),
  ];
};

function* within(value: unknown, path: readonly PropertyKey[], roles: readonly string[]): Generator<Finding> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    if (!ROLE_FIELDS.includes(key)) {
      yield* within(item, at, roles);
      continue;
    }
    for (const role of Array.isArray(item) ? item : [item]) {
      if (typeof role !== 'string' || roles.includes(role)) continue;
      yield {
        path: at,
        message: `keyturn.yaml has no role '${role}'.`,
        suggestion: suggestName(role, roles),
      };
    }
  }
}
