import type { Finding } from '../../../written/problem.ts';
import type { StepKinds } from '../../steps/step.ts';
import type { Runbook } from '../runbook.ts';

/** What the checks know besides the runbook. */
export interface CheckContext {
  readonly kinds: StepKinds;
  /** Roles that keyturn.yaml defines; absent: roles are not checked. */
  readonly roles: readonly string[] | undefined;
}

/** One rule about a whole runbook that a schema cannot express. */
export type Check = (runbook: Runbook, context: CheckContext) => readonly Finding[];

/** Every text inside a value, with its path. */
export function* textsIn(
  value: unknown,
  path: readonly PropertyKey[],
): Generator<{ path: readonly PropertyKey[]; text: string }> {
  if (typeof value === 'string') yield { path, text: value };
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* textsIn(item, [...path, index]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) yield* textsIn(item, [...path, key]);
  }
}
