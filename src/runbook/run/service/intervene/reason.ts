import type { Refusal } from '../../../../errors.ts';
import { lengthOf, spoken } from '../../../../values/characters.ts';

/** Characters, as people count them, of what somebody says about a run. */
const LIMIT = 2_000;

/** Why, where nobody has to say it: null when nothing was said. */
export function reasonFor(
  what: string,
  reason: string | undefined,
): { readonly said: string | null } | Refusal {
  const said = spoken(reason) ?? null;
  return said === null || lengthOf(said) <= LIMIT ? { said } : tooLong(what, lengthOf(said));
}

/** Why, where the log must tell it. */
export function requireReason(what: string, reason: string): { readonly said: string } | Refusal {
  const said = spoken(reason);
  if (said === undefined)
    return mistake('run.reason-missing', what, 'it needs a reason.', 'Say what you saw.');
  return lengthOf(said) <= LIMIT ? { said } : tooLong(what, lengthOf(said));
}

function tooLong(what: string, length: number): Refusal {
  const why = `the reason has ${length.toLocaleString('en')} characters, and ${LIMIT.toLocaleString('en')} is the most.`;
  return mistake('run.reason-too-long', what, why, 'Say it shorter.');
}

function mistake(code: string, what: string, why: string, next: string): Refusal {
  return { code, what, why, next, mistakes: { reason: `${why} ${next}` } };
}
