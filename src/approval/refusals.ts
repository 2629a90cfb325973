import { shortDigest } from '../canonical.ts';
import { formatDuration } from '../duration.ts';
import type { Refusal } from '../errors.ts';
import type { CodeAnswer } from '../people/totp/totp.ts';
import { type ApprovalRequest, confirmationPhrase } from './request.ts';
import { utc } from './words.ts';

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

const WHAT: Readonly<Record<Attempt, string>> = {
  vote: 'Your vote was not counted:',
  'withdraw-vote': 'Your vote was not withdrawn:',
  veto: 'Your veto was not accepted:',
  withdraw: 'The request was not withdrawn:',
  claim: 'The action was not started:',
  open: 'The request was not opened:',
  'break-glass': 'The action was not started:',
  review: 'Your review was not recorded:',
};

function refusal(attempt: Attempt, code: string, why: string, next: string): Refusal {
  return { code: `approval.${code}`, what: WHAT[attempt], why, next };
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

export function finished(attempt: Attempt, request: ApprovalRequest): Refusal {
  if (request.state === 'claimed')
    return refusal(
      attempt,
      'already-started',
      `the action was started at ${request.claimedAt ? utc(request.claimedAt) : 'an earlier time'}.`,
      'Cancel the run if it must stop.',
    );
  const by = request.end?.by.startsWith('principal/')
    ? ` by ${request.end.by.slice('principal/'.length)}`
    : '';
  const at = request.end ? ` at ${utc(request.end.at)}` : '';
  const why = request.end?.why ? ` (${request.end.why})` : '';
  return refusal(
    attempt,
    'finished',
    `the request is over: ${request.state}${by}${at}${why}.`,
    'If it is still needed, ask for the action again.',
  );
}

export function staleCard(attempt: Attempt, request: ApprovalRequest): Refusal {
  return refusal(
    attempt,
    'stale-card',
    `the card you used shows something else than what stands to be approved (${shortDigest(request.digest)}).`,
    `Open the current card with /ops approvals show ${request.id}, read it, and decide there.`,
  );
}

export function ownRequest(attempt: Attempt): Refusal {
  return refusal(
    attempt,
    'own-request',
    'you asked for it yourself, so somebody else has to decide.',
    'Ask a colleague. To stop it, withdraw the request.',
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
    'Vote again then, or ask somebody who has held it longer. You can reject at once.',
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
  return refusal(
    attempt,
    'not-confirmed',
    'the typed confirmation is missing or differs.',
    `Type exactly: ${phrase}`,
  );
}

export function reasonMissing(attempt: Attempt): Refusal {
  return refusal(
    attempt,
    'reason-missing',
    'it needs a reason.',
    'Say in a sentence why, and send it again.',
  );
}

export function reasonTooLong(attempt: Attempt, limit: number): Refusal {
  return refusal(
    attempt,
    'reason-too-long',
    `the reason has more than ${limit} characters.`,
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

export function notRequester(request: ApprovalRequest): Refusal {
  return refusal(
    'withdraw',
    'not-requester',
    `only ${request.requester}, who asked for it, can withdraw it.`,
    'Reject it instead, or veto it if you may.',
  );
}

export function resourceBusy(resource: string, holder: string): Refusal {
  return refusal(
    'open',
    'resource-busy',
    `request ${holder} is already open for ${resource}.`,
    `Decide that one first: /ops approvals show ${holder}`,
  );
}

export function notApproved(request: ApprovalRequest): Refusal {
  return refusal(
    'claim',
    'not-approved',
    'it does not (or no longer) have enough approvals of people who are eligible now.',
    `See what is missing with /ops approvals show ${request.id}.`,
  );
}

export function reactionsUnconfirmed(request: ApprovalRequest): Refusal {
  return refusal(
    'claim',
    'reactions-unconfirmed',
    'it was approved by reaction, and the chat platform could not be asked whether the reactions still stand.',
    `It is tried again shortly; to go on without the platform, approve by button: /ops approvals show ${request.id}`,
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
      return refusal(
        attempt,
        'code-wrong',
        'the one-time code is missing, wrong or too old.',
        'Approve again with the six digits that your authenticator shows now.',
      );
    case 'used':
      return refusal(
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

export function tooEarly(notBefore: Date): Refusal {
  return refusal(
    'claim',
    'timelocked',
    `its timelock runs until ${utc(notBefore)}.`,
    'It starts by itself then.',
  );
}

export function tampered(request: ApprovalRequest): Refusal {
  return refusal(
    'claim',
    'content-changed',
    `what is stored for ${request.id} is not what was approved (${shortDigest(request.digest)}).`,
    'Treat it as an intrusion: run `keyturn audit verify` and ask for the action again.',
  );
}

export function rateLimited(count: number, perMs: number, freeAt: Date): Refusal {
  return refusal(
    'break-glass',
    'rate-limited',
    `it was already used ${count} times in ${formatDuration(perMs)}, which is the limit.`,
    `It can be used again at ${utc(freeAt)}; until then ask for it with approvals.`,
  );
}

export function reviewClosed(state: string): Refusal {
  return refusal('review', 'review-closed', `the review is closed: ${state}.`, 'Nothing more is needed.');
}

export function noReview(id: string): Refusal {
  return refusal(
    'review',
    'no-review',
    `${id} was approved beforehand; there is nothing to review.`,
    'Nothing is needed.',
  );
}

export function notSettled(request: ApprovalRequest, outcome: string): Refusal {
  return {
    code: 'approval.not-settled',
    what: `${request.id} was not marked ${outcome}:`,
    why: `it is ${request.state}, and only a started request can be.`,
    next: `Look at it with /ops approvals show ${request.id}.`,
  };
}
