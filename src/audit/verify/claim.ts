import type { Checkpoint } from '../checkpoint.ts';
import { type Keys, nameOf } from '../keys.ts';
import { claimedSigners } from '../note.ts';
import type { Findings } from './finding.ts';

/** A checkpoint that says what the tree was at a size. */
export interface ClaimedCheckpoint {
  readonly size: number;
  readonly note: string;
  /** Copies that stand beside the note in the database. */
  readonly root?: string;
  readonly edge?: string;
}

/**
 * What a checkpoint says, if a key of the log signed it.
 * @param size where it stands in the table; undefined when it comes from elsewhere.
 */
export function openClaim(
  keys: Keys,
  claim: { readonly size?: number; readonly note: string; readonly root?: string },
  findings: Findings,
): Checkpoint | undefined {
  const at = claim.size === undefined ? {} : { checkpoint: claim.size };
  const signed = keys.open(claim.note);
  if (signed === undefined) {
    const signers = claimedSigners(claim.note);
    const known = signers.some(keys.takes);
    findings.add({
      problem: known ? 'checkpoint.signature' : 'key.changed',
      ...at,
      expected: `a checkpoint signed by ${nameOf(keys.current)}`,
      found: known ? 'a signature that does not fit the text' : `signed by ${signers.join(', ') || 'nobody'}`,
    });
    return undefined;
  }
  if (claim.size !== undefined && claim.size !== signed.size) {
    findings.add({
      problem: 'checkpoint.altered',
      ...at,
      expected: `size ${signed.size}, as it was signed`,
      found: `size ${claim.size}`,
    });
  }
  const root = signed.root.toString('hex');
  if (claim.root !== undefined && claim.root !== root) {
    findings.add({
      problem: 'checkpoint.altered',
      ...at,
      expected: `root ${root}, as it was signed`,
      found: `root ${claim.root}`,
    });
  }
  return signed;
}

/** Each checkpoint names the one before it: a deleted one leaves a hole. @param before size of the stored one. */
export function checkPrevious(signed: Checkpoint, before: number, findings: Findings): void {
  if (signed.previous === undefined || signed.previous === before) return;
  findings.add({
    problem: 'checkpoint.missing',
    checkpoint: signed.size,
    expected: `the checkpoint of ${signed.previous} leaves before it`,
    found: before === 0 ? 'no checkpoint' : `the checkpoint of ${before} leaves`,
  });
}
