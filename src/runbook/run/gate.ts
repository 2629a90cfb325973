import type { Refusal } from '../../errors.ts';
import type { Tx } from '../../store/database.ts';
import type { Plan, Risk } from '../plan/plan.ts';
import { planPolicy } from '../plan/plan-policy.ts';

/** Something that is to run, as far as it decides whether it is kept back. */
export interface Gated {
  /** By its reference. */
  readonly action: string;
  /** The system. */
  readonly runbook: string;
  readonly title: string;
  readonly risk: Risk;
  readonly mode: Plan['mode'];
  /** Whether it goes ahead of its review, or only tightens what holds. */
  readonly lessens: boolean;
}

/** What rooms above keep from running, beside all that the runbook requires; undefined: nothing keeps it back. */
export type Gate = (tx: Tx, gated: Gated) => Promise<Refusal | undefined>;

export function gatedPlan(plan: Plan): Gated {
  const { action, runbook, title, risk, mode, direction } = plan;
  const lessens = planPolicy(plan)?.kind === 'break-glass' || direction?.way === 'tightens';
  return { action, runbook, title, risk, mode, lessens };
}
