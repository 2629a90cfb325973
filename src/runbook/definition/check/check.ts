import type { Finding } from '../../../written/problem.ts';
import type { StepKinds } from '../../steps/step.ts';
import type { Runbook } from '../runbook.ts';

/** What the checks know besides the runbook. */
export interface CheckContext {
  readonly kinds: StepKinds;
  /** Roles that keyturn.yaml defines; absent: roles are not checked. */
  readonly roles: readonly string[] | undefined;
  /** Those of them that somebody may hold; absent: nobody knows. */
  readonly held?: readonly string[] | undefined;
  /** What exists. Default: what the runbook holds. */
  readonly names?: Names;
}

/** The names in a collection, or undefined where nobody knows them: then any name may be one. */
export type Names = (collection: keyof Runbook) => readonly string[] | undefined;

/** One rule about a whole runbook that a schema cannot express. */
export type Check = (runbook: Runbook, context: CheckContext) => readonly Finding[];

/** Whether any text inside a value, or any key, holds a piece: asked before anybody looks where. */
export function holds(value: unknown, piece: string): boolean {
  if (typeof value === 'string') return value.includes(piece);
  if (typeof value !== 'object' || value === null) return false;
  for (const key in value)
    if (key.includes(piece) || holds((value as Readonly<Record<string, unknown>>)[key], piece)) return true;
  return false;
}

/** Every text inside a value, and every key, with its path. */
export function* textsIn(
  value: unknown,
  path: readonly PropertyKey[],
): Generator<{ path: readonly PropertyKey[]; text: string; isKey: boolean }> {
  if (typeof value === 'string') yield { path, text: value, isKey: false };
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* textsIn(item, [...path, index]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      yield { path: [...path, key], text: key, isKey: true };
      yield* textsIn(item, [...path, key]);
    }
  }
}
