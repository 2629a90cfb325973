import { type Checkpoint, openCheckpoint } from './checkpoint.ts';
import type { Verifier } from './note.ts';

/** The public keys of a log: the one in use, and those that were retired on purpose. */
export interface Keys {
  readonly current: Verifier;
  /** Does it take checkpoints of the key with this `name+hash`? */
  takes(key: string): boolean;
  /** What a checkpoint says if one of the keys signed it. */
  open(note: string): Checkpoint | undefined;
}

/** Takes a checkpoint of any of the keys. */
export function anyOf(current: Verifier, former: readonly Verifier[] = []): Keys {
  const taken = [current, ...former];
  return {
    current,
    takes: (key) => taken.some((verifier) => nameOf(verifier) === key),
    open: (note) => openWith(taken, note)?.checkpoint,
  };
}

/**
 * Takes checkpoints in the order of the log: once a key has signed, those before it are not taken any more.
 * @param former newest first.
 */
export function inOrder(current: Verifier, former: readonly Verifier[] = []): Keys {
  let taken: readonly Verifier[] = [current, ...former];
  return {
    current,
    takes: (key) => taken.some((verifier) => nameOf(verifier) === key),
    open(note) {
      const opened = openWith(taken, note);
      if (opened !== undefined) taken = taken.slice(0, opened.key + 1);
      return opened?.checkpoint;
    },
  };
}

/** `name+hash`: what a signature line tells of its key. */
export function nameOf({ name, id }: Verifier): string {
  return `${name}+${id}`;
}

function openWith(keys: readonly Verifier[], note: string) {
  for (const [key, verifier] of keys.entries()) {
    const checkpoint = openCheckpoint(verifier, note);
    if (checkpoint !== undefined) return { key, checkpoint };
  }
  return undefined;
}
