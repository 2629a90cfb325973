import type { LimitReach } from '../../../chat/port.ts';
import type { Dispatch } from '../claim.ts';
import { homeOf } from '../destination.ts';

/**
 * What platforms count apart: the first try of a post is one call, another try looks for the first one before, an edit goes
 * another way, and what goes into a thread may be a file. What one of them has used up holds back no other.
 */
export const KINDS = ['post', 'again', 'edit', 'reply'] as const;
export type SendingKind = (typeof KINDS)[number];

export function kindOf(claim: Dispatch): SendingKind {
  // The attempt was counted before it began.
  const first = claim.row.attempts <= 1;
  if (claim.type === 'card') return claim.row.message !== null ? 'edit' : first ? 'post' : 'again';
  if (claim.row.content.type === 'thread') return 'reply';
  return first ? 'post' : 'again';
}

/** Under which name a pause is kept. */
export function scopeOf(destination: string, kind: SendingKind, reach: LimitReach): string {
  const home = homeOf(destination);
  if (reach === 'everything') return home;
  return `${reach === 'workspace' ? home : destination}#${kind}`;
}

/** The names of all pauses that hold back this kind of sending to a destination. */
export function scopesOf(destination: string, kind: SendingKind): readonly string[] {
  return [
    ...new Set(
      (['channel', 'workspace', 'everything'] as const).map((one) => scopeOf(destination, kind, one)),
    ),
  ];
}
