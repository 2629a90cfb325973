import { quoted } from '../values/quoted.ts';
import type { ApprovalRequest, End } from './request.ts';
import type { Tally } from './tally.ts';

/** A moment for a person, e.g. `2026-03-01 14:05:09 UTC`. */
export function utc(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Who ended a request, where a person did. */
export function endedBy(end: End | null): string | undefined {
  return end?.by.startsWith('principal/') ? end.by.slice('principal/'.length) : undefined;
}

/** Why it ended, inside a sentence: a person's words are marked as theirs and bounded, ours stand as they are. */
export function endReason(end: End | null): string | undefined {
  if (!end?.why) return undefined;
  return endedBy(end) === undefined ? end.why : quoted(end.why);
}

/** Whether what was executed is no plain success: it came to something bad, or is done only as people say. */
export function hasReservations({ state, end }: Pick<ApprovalRequest, 'state' | 'end'>): boolean {
  return state === 'executed' && end?.why != null;
}

/** How the reason ends that is told of what failed by itself. */
export const FAILED = 'it failed';

/** Whether somebody stopped what was started: then it did not fail. */
export function isCancelled({ state, end }: Pick<ApprovalRequest, 'state' | 'end'>): boolean {
  return state === 'failed' && end?.why != null && !end.why.endsWith(FAILED);
}

/**
 * What the state means, in one sentence.
 * @param nameOf how a principal is called on cards; the id where nothing better is known.
 */
export function stateInWords(
  request: ApprovalRequest,
  count: Tally | undefined,
  nameOf: (principal: string) => string = (principal) => principal,
): string {
  const reason = endReason(request.end);
  // Some of ours are whole sentences.
  const why = reason === undefined ? '' : `: ${reason.replace(/\.$/, '')}`;
  const who = endedBy(request.end);
  const by = who === undefined ? '' : ` by ${nameOf(who)}`;
  switch (request.state) {
    case 'pending':
      return `Waiting for approvals: ${missingInWords(request, count)}.`;
    case 'timelocked':
      return `Approved; waits until ${request.notBefore ? utc(request.notBefore) : 'its timelock is over'}.`;
    case 'ready':
      return 'Approved; about to start.';
    case 'claimed':
      return request.mode === 'break-glass' ? 'Started under break-glass.' : 'Approved and started.';
    case 'executed':
      return reason === undefined ? 'Carried out.' : `Carried out; ${reason}.`;
    case 'failed':
      return reason === undefined ? 'Started, but it failed.' : `Started, and ${reason}.`;
    case 'unknown':
      return `Started${reason === undefined ? '' : `, and ${reason}`}; nobody knows whether it took effect.`;
    case 'denied':
      return `Rejected${by}${why}.`;
    case 'vetoed':
      return `Vetoed${by}${why}.`;
    case 'expired':
      return `Expired${why}.`;
    case 'withdrawn':
      return `Withdrawn${by}${why}.`;
    case 'superseded':
      return `Replaced${why}.`;
    case 'invalidated':
      return `No longer valid${why}.`;
  }
}

function missingInWords(request: ApprovalRequest, count: Tally | undefined): string {
  if (request.mode !== 'quorum') return 'none needed';
  return request.policy.groups
    .map(
      (group, index) =>
        `${count?.groups[index]?.length ?? 0} of ${group.quorum} from ${group.of.join(' or ')}`,
    )
    .join(', ');
}
