import { assertStorable, type Json, NotStorable } from '../../canonical.ts';
import type { Redactor } from '../../redaction/redactor.ts';
import { shownJson, shownText } from '../../terminal/json.ts';
import { storable } from '../../values/characters.ts';
import { storableJson } from '../../values/json.ts';
import type { StepOutcome } from '../steps/step.ts';
import type { Inside } from './inside.ts';

/** Results come from outside: without secrets, and storable as JSON in the database. */
export async function cleaned(value: Json, redactor: Redactor): Promise<Json> {
  return storableJson(await redactor.json(value));
}

/** Last of all: a step kind may have put together, decoded or cut what it was given. As a terminal shows it, then without secrets. */
export async function redacted(
  outcome: StepOutcome | undefined,
  redactor: Redactor,
): Promise<StepOutcome | undefined> {
  if (outcome === undefined) return undefined;
  const copy: Record<string, unknown> = { ...outcome };
  if ('result' in outcome && outcome.result !== undefined) {
    copy.result = await cleaned(shownJson(outcome.result), redactor);
  }
  if ('reason' in outcome) copy.reason = storable(redactor.text(shownText(outcome.reason)));
  if ('next' in outcome) copy.next = storable(redactor.text(shownText(outcome.next)));
  return keepable(copy as unknown as StepOutcome);
}

/** A step whose result nobody can keep has failed: what follows could neither compare it nor prove it. */
function keepable(outcome: StepOutcome): StepOutcome {
  try {
    if ('result' in outcome) assertStorable(outcome.result ?? null);
    return outcome;
  } catch (error) {
    if (!(error instanceof NotStorable)) throw error;
    return {
      status: 'failed',
      reason: `its result cannot be stored: ${storable(error.message)}`,
      next: 'Look at the system itself to see what the step did, and mend what gave the result.',
    };
  }
}

/** What people are to read of it holds no more than a result does. */
export async function redactedInside(
  inside: readonly Inside[],
  redactor: Redactor,
): Promise<readonly Inside[]> {
  return Promise.all(
    inside.map(async ({ effect, input }) => ({ effect, input: await cleaned(shownJson(input), redactor) })),
  );
}
