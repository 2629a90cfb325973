import type { Refusal } from '../../errors.ts';

/** What somebody tried, as it begins the answer to them. */
export type Attempt =
  | 'vote'
  | 'withdraw-vote'
  | 'veto'
  | 'withdraw'
  | 'claim'
  | 'open'
  | 'break-glass'
  | 'review';

/** How the answer to each attempt begins. */
export const WHAT: Readonly<Record<Attempt, string>> = {
  vote: 'Your vote was not counted:',
  'withdraw-vote': 'Your vote was not withdrawn:',
  veto: 'Your veto was not accepted:',
  withdraw: 'The request was not withdrawn:',
  claim: 'The action was not started:',
  open: 'The request was not opened:',
  'break-glass': 'The action was not started:',
  review: 'Your review was not recorded:',
};

/** Why an attempt came to nothing, and what to do now. */
export function refusal(attempt: Attempt, code: string, why: string, next: string): Refusal {
  return { code: `approval.${code}`, what: WHAT[attempt], why, next };
}

/** @param field of the form in which it was typed */
export function mistake(field: string, attempt: Attempt, code: string, why: string, next: string): Refusal {
  return { ...refusal(attempt, code, why, next), mistakes: { [field]: `${why} ${next}` } };
}
