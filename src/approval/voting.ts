import type { Via } from './policy.ts';
import { type ApprovalRequest, isOpen } from './request.ts';
import type { Held } from './store.ts';
import type { Vote } from './vote.ts';

/** What voters were asked and what they said: without anybody's name, and without what only a card shows. */
export interface Voting extends Pick<ApprovalRequest, 'id' | 'mode' | 'subject' | 'digest'> {
  /** How votes may be given; empty once they no longer matter, and where nobody votes. */
  readonly via: readonly Via[];
  readonly votes: readonly Vote[];
}

export function votingOf({ request, votes }: Held): Voting {
  const { id, mode, subject, digest } = request;
  return { id, mode, subject, digest, via: viaOf(request), votes };
}

export function viaOf(request: ApprovalRequest): readonly Via[] {
  return request.mode === 'quorum' && isOpen(request) ? request.policy.via : [];
}
