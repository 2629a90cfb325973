import type { StoredEntry } from '../entry.ts';
import type { Tip } from '../tip.ts';

export const SET_ASIDE = 'log.set-aside';

/**
 * A foreign entry that somebody with the key said is none: it stays where it is, tells nothing, and the chain goes on
 * after it.
 */
export interface SetAside {
  /** Id of the entry's row. */
  readonly id: number;
  readonly chain: string;
  readonly seq: number;
  readonly hash: string;
  /** The entry before it, so that nothing can be taken out in front of it unnoticed. */
  readonly after: Tip;
}

/** By the id of the entry's row. */
export type SetAsides = ReadonlyMap<number, SetAside>;

/** Whether this entry was set aside as it stands, and follows what it followed then. */
export function isSetAside(one: SetAside | undefined, entry: StoredEntry, after: Tip): boolean {
  return (
    one !== undefined &&
    one.chain === entry.chain &&
    one.seq === entry.seq &&
    one.hash === entry.hash &&
    one.after.seq === after.seq &&
    one.after.hash === after.hash
  );
}
