import { shortDigest } from '../canonical.ts';
import { formatDuration } from '../duration.ts';
import type { Refusal } from '../errors.ts';
import type { Standing } from '../people/standing.ts';
import type { CodeAnswer } from '../people/totp/totp.ts';
import { refuseUnproved, unprovedRows } from '../people/unproved.ts';
import { type Attempt, mistake, refusal, WHAT } from './refusals/attempt.ts';
import { type ApprovalRequest, confirmationPhrase } from './request.ts';
import { stateInWords, utc } from './words.ts';

export type { Attempt } from './refusals/attempt.ts';
export * from './refusals/claim.ts';
export * from './refusals/review.ts';

/** See {@link refuseUnproved}. */
export function unproved(
  attempt: Attempt,
  standing: Standing,
  roles: readonly string[] = [],
): Refusal | undefined {
  return refuseUnproved(WHAT[attempt], standing, roles);
}

/** Approvals were lost because somebody's rows do not count. @param name what they are called on cards */
export function unprovedVoter(name: string): Refusal {
  return unprovedRows(WHAT.claim, `${name} has the roles that count here`);
}

export function unknownRequest(attempt: Attempt, id: string): Refusal {
  return refusal(
    attempt,
    'unknown-request',
    `there is no request ${id}.`,
    'List the open ones with /ops approvals list.',
  );
}

export function unlinked(attempt: Attempt): Refusal {
  return refusal(
    attempt,
    'unlinked',
    'your account is not linked to anybody in the settings.',
    'Ask an administrator to add you to the people in keyturn.yaml, or join this account with /ops link start on one of yours.',
  );
}

export function notHuman(attempt: Attempt): Refusal {
  return refusal(attempt, 'not-human', 'bots, apps and webhooks cannot decide.', 'A person has to do it.');
}

export function notActive(attempt: Attempt): Refusal {
  return refusal(
    attempt,
    'not-active',
    'you are not (or no longer) active in the settings.',
    'Ask an administrator to add you to the people in keyturn.yaml.',
  );
}

export function cannotCheck(attempt: Attempt): Refusal {
  return refusal(
    attempt,
    'cannot-check',
    'your roles could not be looked up, and without them nothing counts.',
    'Try again in a moment; if it goes on, run `keyturn doctor`.',
  );
}

/** @param ender what the person who ended it is called on cards */
export function finished(attempt: Attempt, request: ApprovalRequest, ender = 'somebody'): Refusal {
  if (request.state === 'claimed')
    return refusal(
      attempt,
      'already-started',
      `the action was started at ${request.claimedAt ? utc(request.claimedAt) : 'an earlier time'}.`,
      'Cancel the run if it must stop.',
    );
  const at = request.end ? `, at ${utc(request.end.at)}` : '';
  const words = stateInWords(request, undefined, () => ender).replace(/\.$/, '');
  const became = `${words.charAt(0).toLowerCase()}${words.slice(1)}`;
  return refusal(
    attempt,
    'finished',
    `the request is over: ${became}${at}.`,
    'If it is still needed, ask for the action again.',
  );
}

/** Whoever asked has left: one of the two keys is gone. */
export function requesterLeft(): Refusal {
  return refusal(
    'claim',
    'requester-left',
    `${REQUESTER_LEFT}.`,
    'If it is still needed, somebody else asks for it.',
  );
}

/** Why a request ends with its requester, as its card, which says who that was, and the log say it. */
export const REQUESTER_LEFT = 'whoever asked for it is no longer among the people in the settings';

export function staleCard(attempt: Attempt, request: ApprovalRequest): Refusal {
  return refusal(
    attempt,
    'stale-card',
    `the card you used shows something else than what stands to be approved (${shortDigest(request.digest)}).`,
    `Open the current card with /ops approvals show request:${request.id}, read it, and decide there.`,
  );
}

export function ownRequest(attempt: Attempt): Refusal {
  return refusal(
    attempt,
    'own-request',
    'you asked for it yourself, so somebody else has to decide.',
    attempt === 'review'
      ? 'Ask a colleague who may review it: its card names their roles.'
      : 'Ask a colleague. To stop it, withdraw the request.',
  );
}

/** Whoever benefits from what is asked is no second person. */
export function benefits(attempt: Attempt): Refusal {
  return refusal(
    attempt,
    'beneficiary',
    'you benefit from it yourself, so somebody else has to decide.',
    attempt === 'review'
      ? 'Ask a colleague who may review it: its card names their roles.'
      : 'Ask a colleague. To stop it, reject it.',
  );
}

export function roleMissing(attempt: Attempt, roles: readonly string[]): Refusal {
  const wanted = roles.join(' or ');
  return refusal(
    attempt,
    'role-missing',
    roles.length === 0
      ? 'nobody is entitled to this here.'
      : `it needs the role ${wanted}, which you do not hold.`,
    roles.length === 0
      ? 'Reject it or ask the requester to withdraw it.'
      : `Ask somebody with the role ${wanted}.`,
  );
}

export function roleTooFresh(attempt: Attempt, role: string, countsFrom: Date): Refusal {
  return refusal(
    attempt,
    'role-too-fresh',
    `you have not held the role ${role} long enough; it counts from ${utc(countsFrom)}.`,
    'Try again then, or ask somebody who has held it longer.',
  );
}

export function wrongWay(attempt: Attempt, ways: readonly string[]): Refusal {
  const wanted = ways.join(' or ');
  return refusal(
    attempt,
    'wrong-way',
    `here votes are given by ${wanted} only.`,
    `Use the ${wanted} on the card.`,
  );
}

export function notConfirmed(attempt: Attempt, request: Pick<ApprovalRequest, 'subject'>): Refusal {
  const phrase = confirmationPhrase(request.subject);
  return mistake(
    'confirmation',
    attempt,
    'not-confirmed',
    'the typed confirmation is missing or differs.',
    `Type exactly: ${phrase}`,
  );
}

export function reasonUnstorable(attempt: Attempt, at: number): Refusal {
  return mistake(
    'reason',
    attempt,
    'reason-unstorable',
    `character ${at} of the reason is none that can be written down.`,
    'Type the reason anew instead of pasting it.',
  );
}

export function reasonMissing(attempt: Attempt): Refusal {
  return mistake(
    'reason',
    attempt,
    'reason-missing',
    'it needs a reason.',
    'Say in a sentence why, and send it again.',
  );
}

export function reasonTooLong(attempt: Attempt, length: number, limit: number): Refusal {
  return mistake(
    'reason',
    attempt,
    'reason-too-long',
    `the reason has ${length.toLocaleString('en')} characters, and ${limit.toLocaleString('en')} is the most.`,
    'Shorten it; post the details in the thread.',
  );
}

export function isBreakGlass(attempt: Attempt): Refusal {
  return refusal(
    attempt,
    'break-glass',
    'the action was started at once under break-glass and is reviewed, not approved.',
    'Review it: ratify or object.',
  );
}

export function notRequester(): Refusal {
  return refusal(
    'withdraw',
    'not-requester',
    'only whoever asked for it can withdraw it.',
    'Reject it instead, or veto it if you may.',
  );
}

export function codeRefused(attempt: Attempt, answer: Exclude<CodeAnswer, { ok: true }>): Refusal {
  switch (answer.why) {
    case 'not-enrolled':
      return refusal(
        attempt,
        'code-not-enrolled',
        'it needs a one-time code, and you have no authenticator set up.',
        'Set one up with /ops totp enroll, then approve again.',
      );
    case 'wrong':
      return mistake(
        'code',
        attempt,
        'code-wrong',
        'the one-time code is missing, wrong or too old.',
        'Approve again with the six digits that your authenticator shows now.',
      );
    case 'used':
      return mistake(
        'code',
        attempt,
        'code-used',
        'this one-time code was used before, and each works once.',
        'Wait for the next six digits, at most 30 s, and approve again.',
      );
    case 'locked':
      return refusal(
        attempt,
        'code-locked',
        'too many wrong codes were given in your name.',
        `Try again at ${utc(answer.until)}. If it was not you, say so to an administrator now.`,
      );
  }
}

export function rateLimited(count: number, perMs: number, freeAt: Date): Refusal {
  return refusal(
    'break-glass',
    'rate-limited',
    `it was already used ${count === 1 ? 'once' : `${count} times`} in ${formatDuration(perMs)}, by everybody together, which is the limit.`,
    `It can be used again at ${utc(freeAt)}. Nobody can approve it before that, either: until then do what it does by hand.`,
  );
}
