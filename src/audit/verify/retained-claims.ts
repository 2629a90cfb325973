import { type Checkpoint, splitNotes } from '../checkpoint.ts';
import type { Keys } from '../keys.ts';
import { openClaim } from './claim.ts';
import type { Findings } from './finding.ts';
import type { LeafWalk } from './leaf-walk.ts';

/** Checkpoints that were kept elsewhere, to be compared while the leaves go by. */
export interface RetainedClaims {
  readonly count: number;
  /** Size of the next one to compare; Infinity when there is none. */
  readonly nextSize: number;
  compareNext(walk: LeafWalk): void;
  /** Reports those that the log never reached. */
  end(leaves: number): void;
}

/** @param text notes, one after the other; undefined when nothing was kept. */
export function retainedClaims(text: string | undefined, keys: Keys, findings: Findings): RetainedClaims {
  const claims = splitNotes(text ?? '')
    .map((note) => openClaim(keys, { note }, findings))
    .filter((claim): claim is Checkpoint => claim !== undefined)
    .sort((a, b) => a.size - b.size);
  let position = 0;
  return {
    count: claims.length,
    get nextSize() {
      return claims[position]?.size ?? Number.POSITIVE_INFINITY;
    },
    compareNext(walk) {
      const claim = claims[position];
      position += 1;
      if (claim !== undefined) walk.compare(claim, undefined);
    },
    end(leaves) {
      const largest = claims.at(-1);
      if (largest === undefined || position === claims.length) return;
      findings.add(truncated(largest.size, leaves, 'a checkpoint that was kept elsewhere'));
    },
  };
}

/** The log is shorter than something that its key signed. */
export function truncated(signed: number, leaves: number, by: string) {
  return {
    problem: 'log.truncated',
    checkpoint: signed,
    expected: `${signed} leaves, by ${by}`,
    found: `${leaves} leaves: the end of the log is gone`,
  } as const;
}
