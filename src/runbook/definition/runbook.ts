import type { Sha256Hex } from '../../canonical.ts';
import type { Action } from './construct/action.ts';
import type { WrittenRunbook } from './construct/runbook.ts';
import type { KeptFile } from './kept-files.ts';
import type { UsedNumber } from './numbers/fill-in.ts';

/** A runbook as loaded and checked. */
export interface Runbook extends Omit<WrittenRunbook, 'runbook' | 'actions'> {
  readonly id: string;
  /** SHA-256 over the canonical JSON of the merged definition as written. */
  readonly digest: Sha256Hex;
  readonly actions: Readonly<Record<string, Action>>;
  /** Names of slots that the settings do not fill in: their steps are done by hand. */
  readonly unfilled: readonly string[];
  /** Numbers that stand in the place of references to them. */
  readonly numbers: readonly UsedNumber[];
  /** Files that it was read from, relative to the folder of all runbooks. */
  readonly files: readonly string[];
  /** Its own folder, absolute. */
  readonly folder: string;
  /** What its steps run or read of that folder, by the path in it. */
  readonly kept: Readonly<Record<string, KeptFile>>;
}

/** What is checked and shown, and nothing carries out by itself yet. */
export const WITHOUT_ENGINE = [
  'procedures',
  'decisions',
  'checklists',
  'metrics',
  'monitors',
  'limits',
  'alerts',
  'routes',
  'severities',
  'escalations',
  'contacts',
  'templates',
  'troubleshooting',
  'settings',
  'backups',
] as const satisfies readonly (keyof Runbook)[];

/** `14 monitors`, in the order of above; only what the runbook has. */
export function countWithoutEngine(runbook: Runbook): readonly string[] {
  return WITHOUT_ENGINE.flatMap((collection) => {
    const count = Object.keys(runbook[collection]).length;
    return count === 0 ? [] : [`${count} ${collection}`];
  });
}

/** `shop:cache/clear`. */
export function actionRef(runbook: string, action: string): string {
  return `${runbook}:${action}`;
}
