import type { Sha256Hex } from '../../canonical.ts';
import type { Action } from './construct/action.ts';
import type { WrittenRunbook } from './construct/runbook.ts';

/** A runbook as loaded and checked. */
export interface Runbook extends Omit<WrittenRunbook, 'runbook' | 'actions'> {
  readonly id: string;
  /** SHA-256 over the canonical JSON of the merged definition as written. */
  readonly digest: Sha256Hex;
  readonly actions: Readonly<Record<string, Action>>;
  /** Files that it was read from, relative to the folder of all runbooks. */
  readonly files: readonly string[];
}

/** `twist:circuit-breaker/reset`. */
export function actionRef(runbook: string, action: string): string {
  return `${runbook}:${action}`;
}
