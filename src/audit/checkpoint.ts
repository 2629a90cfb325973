import type { Hash } from './merkle.ts';
import type { Signer, Verifier } from './note.ts';

/** A tree head: what a C2SP tlog-checkpoint says. */
export interface Checkpoint {
  /** Which log this is; the same as the name of its key. */
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
  /** Size of the checkpoint before it, 0 for the first: none can be taken out. Absent in what older versions signed. */
  readonly previous?: number;
}

/** A checkpoint as it was signed and stored. */
export interface SignedCheckpoint extends Checkpoint {
  /** The signed note: body, blank line, signature. */
  readonly note: string;
  readonly at: Date;
}

const PREVIOUS = /^previous (0|[1-9]\d{0,15})$/;

/** The text that is signed: origin, size and root, a line each, and an extension line for the checkpoint before. */
export function checkpointBody({ origin, size, root, previous }: Checkpoint): string {
  const extension = previous === undefined ? '' : `previous ${previous}\n`;
  return `${origin}\n${size}\n${root.toString('base64')}\n${extension}`;
}

export function signCheckpoint(signer: Signer, size: number, root: Hash, previous?: number): string {
  const origin = signer.verifier.name;
  return signer.sign(checkpointBody({ origin, size, root, ...(previous === undefined ? {} : { previous }) }));
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
  const [, previous] = rest.map((line) => PREVIOUS.exec(line)).find((match) => match !== null) ?? [];
  return {
    origin,
    size: Number(size),
    root: bytes,
    ...(previous === undefined ? {} : { previous: Number(previous) }),
  };
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
