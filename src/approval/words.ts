import type { ApprovalRequest } from './request.ts';
import type { Tally } from './tally.ts';

/** A moment for a person, e.g. `2026-03-01 14:05:09 UTC`. */
export function utc(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
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
  const why = request.end?.why ? `: ${request.end.why}` : '';
  const by = request.end?.by.startsWith('principal/')
    ? ` by ${nameOf(request.end.by.slice('principal/'.length))}`
    : '';
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
      return 'Carried out.';
    case 'failed':
      return 'Started, but it failed.';
    case 'unknown':
      return 'Started; nobody knows whether it took effect.';
    case 'denied':
      return `Rejected${by}.`;
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
