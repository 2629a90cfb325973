import type { Refusal } from '../../errors.ts';

/** Seconds for which one code stands. */
export const PERIOD_S = 30;

/** What became of a code that was typed. */
export type CodeAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly why: 'not-enrolled' | 'wrong' | 'used' }
  | { readonly ok: false; readonly why: 'locked'; readonly until: Date };

/** An authenticator as it is stored: the secret is sealed. */
export interface Enrolment {
  readonly principal: string;
  readonly sealed: string;
  /** Null until the first code proved that the authenticator works. */
  readonly confirmedAt: Date | null;
  /** The newest time step whose code was taken; no code of it or before is taken again. */
  readonly lastStep: number;
}

/** The digits of a code however they were typed, e.g. `123 456`. */
export function digitsOf(typed: string): string {
  return typed.replaceAll(/[\s-]/g, '');
}

export function enrolledAlready(): Refusal {
  return refusal(
    'enrolled',
    'Nothing was set up.',
    'you have an authenticator already.',
    'To change it, remove the old one first: /ops totp remove',
  );
}

export function notEnrolled(): Refusal {
  return refusal(
    'not-enrolled',
    'There is nothing to do.',
    'you have no authenticator set up.',
    'Set one up with /ops totp enroll.',
  );
}

/** Why a code was not taken, outside of a vote. */
export function codeRefusal(what: string, answer: Exclude<CodeAnswer, { ok: true }>): Refusal {
  switch (answer.why) {
    case 'not-enrolled':
      return { ...notEnrolled(), what };
    case 'wrong':
      return mistake(
        'wrong',
        what,
        'the code is wrong or too old.',
        'Type the six digits that are shown now.',
      );
    case 'used':
      return mistake(
        'used',
        what,
        'this code was used before.',
        'Wait for the next six digits, at most 30 s.',
      );
    case 'locked':
      return refusal(
        'locked',
        what,
        'too many wrong codes were given in your name.',
        `Try again at ${answer.until.toISOString().slice(11, 19)} UTC. If it was not you, tell an administrator now.`,
      );
  }
}

/** Another code can be typed into the same form, in its field `code`. */
function mistake(code: string, what: string, why: string, next: string): Refusal {
  return { ...refusal(code, what, why, next), mistakes: { code: `${why} ${next}` } };
}

function refusal(code: string, what: string, why: string, next: string): Refusal {
  return { code: `totp.${code}`, what, why, next };
}
