import type { Json } from '../../canonical.ts';
import { quoted } from '../../values/quoted.ts';
import { IN_DOUBT, type StepRun } from './step-run.ts';

export type Choice = 'retry' | 'done' | 'abort';

/**
 * The step after a person has decided what became of it.
 * @param name what the person is called on cards
 */
export function decide(
  step: StepRun,
  choice: Choice,
  { by, name = by }: { readonly by: string; readonly name?: string | undefined },
  reason: string,
  now: Date,
): StepRun {
  const result = { decidedBy: by, choice, reason };
  switch (choice) {
    case 'retry':
      // Whoever has it run again does not say that it did not happen.
      return { ...step, state: 'pending', outcome: IN_DOUBT, reason: null, next: null };
    case 'done':
      return { ...step, state: 'succeeded', outcome: null, result, reason: null, next: null, endedAt: now };
    case 'abort':
      return {
        ...step,
        state: 'failed',
        outcome: IN_DOUBT,
        result,
        reason: `${name} aborted: ${quoted(reason)}`,
        next: 'Look at the target before anything else.',
        endedAt: now,
      };
  }
}

/** On whose word a step of unknown effect counts as done. */
export interface SaidDone {
  /** Principals, in the order in which they said so; whose word decided is the last. */
  readonly by: readonly string[];
  /** How the last of them knew. */
  readonly reason: string;
}

/**
 * Who said that a step of unknown effect was done; undefined for any other step. Keyturn saw nothing of it: it goes by
 * their word.
 */
export function saidDone(step: Pick<StepRun, 'state' | 'result' | 'opinions'>): SaidDone | undefined {
  const decided = decisionOf(step);
  if (step.state !== 'succeeded' || decided?.choice !== 'done') return undefined;
  const others = step.opinions.filter(
    ({ principal, choice }) => choice === 'done' && principal !== decided.by,
  );
  return { by: [...others.map(({ principal }) => principal), decided.by], reason: decided.reason };
}

/** What a person decided about a step of unknown effect, in their words. */
export interface Decided {
  /** The principal. */
  readonly by: string;
  readonly choice: Choice;
  readonly reason: string;
}

/** The decision that ended a step of unknown effect; undefined for any other step. */
export function decisionOf({ state, result }: Pick<StepRun, 'state' | 'result'>): Decided | undefined {
  if (state !== 'succeeded' && state !== 'failed') return undefined;
  if (result === null || typeof result !== 'object' || Array.isArray(result)) return undefined;
  const { decidedBy, choice, reason, ...rest } = result as { readonly [key: string]: Json };
  if (choice !== 'done' && choice !== 'abort') return undefined;
  if (typeof decidedBy !== 'string' || typeof reason !== 'string') return undefined;
  return Object.keys(rest).length === 0 ? { by: decidedBy, choice, reason } : undefined;
}
