import { shortDigest } from '../../canonical.ts';
import type { Refusal } from '../../errors.ts';
import { anyOf } from '../../values/saying.ts';
import { approvingRoles } from '../policy.ts';
import type { ApprovalRequest } from '../request.ts';
import { stateInWords, utc } from '../words.ts';
import { refusal } from './attempt.ts';

/** How far a request has come that others wait for, behind its title, and what they can do about it. */
export interface Progress {
  /** e.g. `is running since 2026-03-01 14:05:09 UTC` */
  readonly stands: string;
  readonly next: string;
}

/**
 * Another live request holds what is asked for.
 * @param underWay what its kind of subject says about a start that was approved; absent where it says nothing
 */
export function resourceBusy(holder: ApprovalRequest, underWay: Progress | undefined): Refusal {
  const { stands, next } = underWay ?? progressOf(holder);
  return refusal(
    'open',
    'resource-busy',
    `"${holder.subject.title}" was asked for already and ${stands}; this can be asked for when that is over.`,
    `${next}: /ops approvals show request:${holder.id}${whoDecides(holder)}`,
  );
}

/** Whoever is told is often the one who asked for both, and may not decide. */
function whoDecides(holder: ApprovalRequest): string {
  if (holder.state !== 'pending' || holder.mode !== 'quorum') return '';
  return `. That is for ${anyOf(approvingRoles(holder.policy))}; whoever asked for it can withdraw it.`;
}

function progressOf({ state, notBefore, claimedAt }: ApprovalRequest): Progress {
  switch (state) {
    case 'pending':
      return { stands: 'waits for approvals', next: 'Decide that one first' };
    case 'timelocked':
      return {
        stands: `is approved and waits until ${notBefore ? utc(notBefore) : 'its timelock is over'}`,
        next: 'It starts by itself then; to stop it before, reject or withdraw it',
      };
    case 'ready':
      return { stands: 'is approved and about to start', next: 'Nothing is left to approve; watch it' };
    default:
      return {
        stands: `was started${claimedAt ? ` at ${utc(claimedAt)}` : ''}`,
        next: 'Nothing is left to approve; wait for its end',
      };
  }
}

export function notApproved(request: ApprovalRequest): Refusal {
  return refusal(
    'claim',
    'not-approved',
    'it does not (or no longer) have enough approvals of people who are eligible now.',
    `See what is missing with /ops approvals show request:${request.id}.`,
  );
}

export function reactionsUnconfirmed(request: ApprovalRequest): Refusal {
  return refusal(
    'claim',
    'reactions-unconfirmed',
    'it was approved by reaction, and the chat platform could not be asked whether the reactions still stand.',
    `It is tried again shortly; to go on without the platform, approve by button: /ops approvals show request:${request.id}`,
  );
}

export function rolesUnconfirmed(request: ApprovalRequest): Refusal {
  return refusal(
    'claim',
    'roles-unconfirmed',
    'roles of those who approved come from groups of a chat platform that could not be asked whether they still stand.',
    `It is tried again shortly; to go on without the platform, somebody whose role is in the settings can approve: /ops approvals show request:${request.id}`,
  );
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
    `what is stored for "${request.subject.title}" is not what was approved (${shortDigest(request.digest)}).`,
    'Treat it as an intrusion: run `keyturn audit verify` and ask for the action again.',
  );
}

export function forged(request: ApprovalRequest): Refusal {
  return refusal(
    'claim',
    'forged',
    `what the database says about "${request.subject.title}" (its votes, its state) is not what Keyturn wrote.`,
    'Treat it as an intrusion: run `keyturn audit verify` and ask for the action again.',
  );
}

export function notSettled(request: ApprovalRequest, outcome: string): Refusal {
  return {
    code: 'approval.not-settled',
    what: `"${request.subject.title}" was not marked ${outcome}:`,
    why: `only what was started can be, and of this the record says: ${stateInWords(request, undefined)}`,
    next: `Look at it with /ops approvals show request:${request.id}.`,
  };
}
