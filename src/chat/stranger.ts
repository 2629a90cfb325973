import type { Refusal } from '../errors.ts';

/** Why an account is not taken for a person of ours, where it is no bot. */
export type Stranger =
  /** The platform did not say who it is, this time. */
  | 'temporary'
  /** The platform knows no such account. */
  | 'unknown'
  /** It belonged to a person, and was deactivated. */
  | 'left'
  /** A guest, or somebody of another workspace. */
  | 'foreign';

const WHY: Readonly<Record<Stranger, Pick<Refusal, 'why' | 'next'>>> = {
  temporary: {
    why: 'The chat platform did not say who you are just now. It is asked again each time.',
    next: 'Try again in a moment. Nothing was done.',
  },
  unknown: {
    why: 'The chat platform knows no such account any more.',
    next: 'Use an account that is active there, or ask an administrator of the workspace.',
  },
  left: {
    why: 'Your account was deactivated on the chat platform: whoever has left decides nothing here.',
    next: 'If you have not left, ask an administrator of the workspace to activate it again.',
  },
  foreign: {
    why: 'You are a guest here, or a member of another workspace: only full members of this one can act.',
    next: 'Ask a full member to do it, or an administrator of the workspace to make you one.',
  },
};

const ASKED_AGAIN = 'It is asked again each time: try again in a moment. Nothing was done.';

/** A refusal for want of a role, of somebody whose groups could not be asked for: it may come from one of them. */
export function orUnsure(isUnsure: boolean, refusal: Refusal): Refusal {
  if (!isUnsure || !refusal.code.endsWith('role-missing')) return refusal;
  return {
    code: 'access.temporary',
    what: refusal.what,
    why: 'It needs a role that your groups on the chat platform may give you, and it did not say just now whether they do.',
    next: ASKED_AGAIN,
  };
}

/** A refusal that says "not a person" of somebody who may well be one, with the true reason instead. */
export function trueReason(stranger: Stranger | undefined, refusal: Refusal): Refusal {
  if (stranger === undefined || !refusal.code.endsWith('not-human')) return refusal;
  return {
    code: `access.${stranger}`,
    what: refusal.what.replace(/^Bots cannot do this\.$/, 'That was not done.'),
    ...WHY[stranger],
  };
}
