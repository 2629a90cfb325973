import type { Hash } from './merkle.ts';
import type { Signer, Verifier } from './note.ts';

/** A tree head: what a C2SP tlog-checkpoint says. */
export interface Checkpoint {
  /** Which log this is; the same as the name of its key. */
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
}

/** A checkpoint as it was signed and stored. */
export interface SignedCheckpoint extends Checkpoint {
  /** The signed note: body, blank line, signature. */
  readonly note: string;
  readonly at: Date;
}

/** The text that is signed: origin, size and root, a line each. */
export function checkpointBody({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`;
}

export function signCheckpoint(signer: Signer, size: number, root: Hash): string {
  return signer.sign(checkpointBody({ origin: signer.verifier.name, size, root }));
}

/** What the note says if `verifier` signed it and its origin is the verifier's; otherwise undefined. */
export function openCheckpoint(verifier: Verifier, note: string): Checkpoint | undefined {
  const body = verifier.open(note);
  const checkpoint = body === undefined ? undefined : parseCheckpointBody(body);
  return checkpoint?.origin === verifier.name ? checkpoint : undefined;
}

/** What a body says, signed or not; undefined when it is not a checkpoint. Extension lines are allowed. */
export function parseCheckpointBody(body: string): Checkpoint | undefined {
  const [origin, size, root, ...rest] = body.split('\n');
  if (!origin || !size || !root || rest.at(-1) !== '' || !/^(0|[1-9]\d{0,15})$/.test(size)) return undefined;
  const bytes = Buffer.from(root, 'base64');
  if (bytes.length !== 32 || bytes.toString('base64') !== root) return undefined;
  return { origin, size: Number(size), root: bytes };
}

/** The notes of a file that holds one or many, one after the other. */
export function splitNotes(text: string): readonly string[] {
  const notes: string[] = [];
  let lines: string[] = [];
  let signed = false;
  for (const line of text.split('\n')) {
    const signature = line.startsWith('— ');
    if (signed && !signature) {
      notes.push(`${lines.join('\n')}\n`);
      lines = [];
    }
    signed = signature;
    if (lines.length > 0 || line.trim() !== '') lines.push(line);
  }
  if (lines.length > 0) notes.push(`${lines.join('\n')}\n`);
  return notes;
}
