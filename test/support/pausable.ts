import type { Database } from '../../src/store/database.ts';

/** The database as a process sees it that may stand still, or be killed, while the others go on. */
export interface Pausable {
  readonly db: Database;
  /** From now on no call returns; resolves when those under way have ended. For a process that is killed, for ever. */
  pause(): Promise<void>;
  goOn(): void;
}

export function pausable(db: Database): Pausable {
  let standing: PromiseWithResolvers<void> | undefined;
  const underWay = new Set<Promise<unknown>>();
  async function call<T>(work: () => Promise<T>): Promise<T> {
    await standing?.promise;
    const calling = work();
    underWay.add(calling);
    return calling.finally(() => underWay.delete(calling));
  }
  return {
    db: {
      ...db,
      transact: (work, options) => call(() => db.transact(work, options)),
      read: (work, options) => call(() => db.read(work, options)),
    },
    async pause() {
      standing ??= Promise.withResolvers();
      await Promise.allSettled(underWay);
    },
    goOn() {
      standing?.resolve();
      standing = undefined;
    },
  };
}
