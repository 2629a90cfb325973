import type { Action } from './action.ts';
import { allStepsOf } from './sequence.ts';

/** An action that another one offers as what comes next, and where its author wrote that. */
export interface WrittenNext {
  readonly action: string;
  readonly path: readonly PropertyKey[];
}

/** Every action that is named as what comes next: after an outcome, or where a check does not hold. */
export function nextIn(action: Action): readonly WrittenNext[] {
  const afterOutcomes = Object.entries(action.outcomes).flatMap(([name, { next = [] }]) =>
    next.map((one, index) => ({ action: one, path: ['outcomes', name, 'next', index] })),
  );
  const afterChecks = allStepsOf(action).flatMap(({ step, list, index }) =>
    checksIn(step.written).flatMap(({ next }, check) =>
      next === undefined ? [] : [{ action: next, path: [list, index, step.kind, 'checks', check, 'next'] }],
    ),
  );
  return [...afterOutcomes, ...afterChecks];
}

interface WrittenCheck {
  readonly label: string;
  readonly next?: string;
}

/** The checks of a step, whose kind knows them; none for a step that compares nothing. */
export function checksIn(written: unknown): readonly WrittenCheck[] {
  const { checks = [] } = (written ?? {}) as { readonly checks?: readonly WrittenCheck[] };
  return Array.isArray(checks) ? (checks as readonly WrittenCheck[]) : [];
}
