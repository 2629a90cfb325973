import type { Jobs } from '../jobs/port.ts';
import type { Tx } from '../store/database.ts';
import type { SignedCheckpoint } from './checkpoint.ts';

/** Says something about a checkpoint in the transaction that stores it; `previousAt` is the one before. */
export type Announce = (tx: Tx, checkpoint: SignedCheckpoint, previousAt: Date | undefined) => Promise<void>;

/**
 * Emits `checkpoint.signed` for the first checkpoint of each span of `everyMs`, e.g. for a chat channel. Not
 * for each one: posting is itself recorded, so that every checkpoint would cause the next.
 */
export function announceCheckpoints(jobs: Pick<Jobs, 'emit'>, everyMs: number): Announce {
  const span = (at: Date): number => Math.floor(at.getTime() / everyMs);
  return async (tx, checkpoint, previousAt) => {
    if (previousAt !== undefined && span(previousAt) === span(checkpoint.at)) return;
    await jobs.emit(tx, {
      kind: 'checkpoint.signed',
      subject: `checkpoint/${checkpoint.size}`,
      at: checkpoint.at,
      data: {
        origin: checkpoint.origin,
        size: checkpoint.size,
        root: checkpoint.root.toString('hex'),
        note: checkpoint.note,
      },
    });
  };
}
