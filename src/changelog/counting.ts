import type { Risk } from '../people/decision.ts';
import { actionRef, type Runbook } from '../runbook/definition/runbook.ts';

/** What the runbook of a system says of its change log. */
export interface Rules {
  /** Kinds of changes; none where it names none. */
  readonly types: readonly string[];
  /** The action that adds an entry by hand, by its reference; undefined: anybody writes one down in chat. */
  readonly action: string | undefined;
  /** Risks whose runs count as changes. */
  readonly risks: readonly Risk[];
}

/** Where a runbook says nothing, every run counts that does more than look. */
const UNSAID: Rules = { types: [], action: undefined, risks: ['low', 'high', 'critical'] };

export function rulesOf(runbook: Pick<Runbook, 'id' | 'changelog'> | undefined): Rules {
  if (runbook?.changelog === undefined) return UNSAID;
  const { types, action, automaticFor } = runbook.changelog;
  return {
    types,
    action: action === undefined ? undefined : actionRef(runbook.id, action),
    risks: automaticFor,
  };
}

/**
 * Whether a run counts as a change of its system.
 * @param risk undefined where nobody knows it any more: it may have changed something
 */
export function counts({ action, risks }: Rules, run: { action: string; risk: Risk | undefined }): boolean {
  return run.action === action || run.risk === undefined || risks.includes(run.risk);
}
