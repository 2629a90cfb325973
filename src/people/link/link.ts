import type { Refusal } from '../../errors.ts';
import { cut } from '../../values/cut.ts';
import type { KnownIdentity } from '../directory.ts';
import { type Account, accountKey } from '../principal.ts';

/** How long a code can be used. */
export const CODE_MS = 10 * 60_000;
/** Codes that one person may ask for in that time. */
export const MOST_CODES = 5;

/** A code that was given out on one account, to be typed on another. */
export interface LinkCode {
  readonly principal: string;
  /** The account that it was asked for on. */
  readonly from: Account;
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
}

/** Why a code cannot join this account to the person behind it, or undefined when it can. */
export function refuseConfirm(
  code: LinkCode | undefined,
  account: Account,
  owner: KnownIdentity | undefined,
  now: Date,
): Refusal | undefined {
  if (code === undefined) return badCode();
  if (code.usedAt !== null) {
    return refusal(
      'code-used',
      'this code was used before, and each works once.',
      'Get another one: /ops link start',
    );
  }
  if (code.expiresAt <= now) {
    return refusal(
      'code-expired',
      'this code is older than ten minutes.',
      'Get another one on the first account: /ops link start',
    );
  }
  if (accountKey(code.from) === accountKey(account)) {
    return refusal(
      'same-account',
      'this is the account on which the code was asked for.',
      'Type the code on the other account, the one that is to be joined.',
    );
  }
  if (owner?.principal === code.principal) {
    return refusal('linked-already', 'this account is already yours.', 'Nothing is needed.');
  }
  if (owner?.source === 'config') {
    return refusal(
      'from-settings',
      'keyturn.yaml says whose account this is, and it is not yours.',
      'Ask an administrator to change the people in keyturn.yaml.',
    );
  }
  return undefined;
}

export function badCode(): Refusal {
  return refusal('code-unknown', 'there is no such code.', 'Read it again, or get another: /ops link start');
}

export function tooManyCodes(): Refusal {
  return refusal(
    'too-many-codes',
    `you asked for ${MOST_CODES} codes in ten minutes.`,
    'Use the last one, or wait ten minutes.',
  );
}

export function locked(until: Date): Refusal {
  return refusal(
    'locked',
    'too many wrong codes came from this account.',
    `It can try again at ${until.toISOString().slice(11, 19)} UTC.`,
  );
}

export function noAdministrators(): Refusal {
  return refusal(
    'no-administrators',
    'the settings name nobody who could approve it.',
    'Ask an administrator to add your account to the people in keyturn.yaml, or to name a role under `administrators`.',
  );
}

export function notYours(account: string): Refusal {
  return {
    code: 'link.not-yours',
    what: 'Nothing was unlinked.',
    why: `${cut(account, 120)} is not joined to you in chat.`,
    next: '/ops link list shows your accounts. Those from keyturn.yaml are changed there.',
  };
}

function refusal(code: string, why: string, next: string): Refusal {
  return { code: `link.${code}`, what: 'The account was not linked:', why, next };
}
