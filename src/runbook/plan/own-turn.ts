import { isRefusal, messageOf, OpsError } from '../../errors.ts';
import type { Plan, PlannedStep, Unready } from './plan.ts';
import { planPolicy } from './plan-policy.ts';

/**
 * The rule of emergencies: nothing that is right to ask before a start stands in front of one. Whatever is asked beforehand for the sake
 * of a step - its values, its files, what it would change - is asked of that step alone, and an answer that is missing fails it at its
 * turn. Plans are made through this, so that none of what they ask can take away the other steps.
 */
export interface OwnTurn {
  /** What comes of a step while a plan is made. For an emergency it never throws: what was thrown is kept in the step. */
  readonly step: (step: PlannedStep, work: () => Promise<PlannedStep>) => Promise<PlannedStep>;
}

/**
 * @param redact of texts that were read on the host: a plan is kept, and shown to everybody
 * @param patiently waits for what is asked for one step of an emergency, and no longer than somebody would who has broken the glass
 */
export function ownTurn(
  plan: Pick<Plan, 'policy'>,
  redact: (text: string) => string,
  patiently: (work: Promise<PlannedStep>) => Promise<PlannedStep>,
): OwnTurn {
  if (!isEmergencyPlan(plan)) return { step: (_step, work) => work() };
  return {
    async step(step, work) {
      if (step.unready !== undefined) return step;
      try {
        return await patiently(work());
      } catch (error) {
        const { why, next } = unreadyBy(error);
        return asUnready(step, { why: redact(why), next: redact(next) });
      }
    },
  };
}

/** Whether the glass is broken for what is planned. */
export function isEmergencyPlan(plan: Pick<Plan, 'policy'>): boolean {
  return planPolicy(plan)?.kind === 'break-glass';
}

/** A step that fails by what is missing, once: no other attempt finds what is not looked for again. */
export function asUnready({ poll: _poll, ...step }: PlannedStep, unready: Unready): PlannedStep {
  return { ...step, attempts: 1, unready };
}

/** What a step lacks, of what was thrown while its plan was made. */
export function unreadyBy(error: unknown): Unready {
  if (isRefusal(error)) {
    const { what, why, next } = error.refusal;
    // Of the plan as a whole it is not true: that is made.
    return { why: /was not planned\.$/.test(what) ? why : `${what} ${why}`, next };
  }
  const next =
    error instanceof OpsError ? error.refusal.next : 'Look at the host of Keyturn, then ask for it again.';
  return { why: `${messageOf(error).replace(/\.$/, '')}.`, next };
}
