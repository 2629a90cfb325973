import type { ChatPlatform, EditPace } from '../../chat/port.ts';
import { newNonce } from '../../ids.ts';
import type { Reader, Tx } from '../../store/database.ts';
import { type Allowed, claimCard, findCardById, isEdit } from './cards/store.ts';
import type { Claim } from './claim.ts';
import { homeOf, refOf } from './destination.ts';
import { claimMessage, nextDue, type OutboxRow, pausedUntil } from './outbox/store.ts';
import { afterEdit, turnsAt } from './pace/pace.ts';
import { lockFullAt, readFullAt, writeFullAt } from './pace/store.ts';

export interface Taker {
  /** Takes what is sent next: urgent messages, then cards, then all other messages. */
  next(tx: Tx, destination: string): Promise<Claim | undefined>;
  /** How long until there may be something to take, in ms; undefined when nothing waits. */
  waitMs(reader: Reader, destination: string): Promise<number | undefined>;
}

/** @param leaseMs how long something stays with the process that took it */
export function createTaker(platforms: readonly ChatPlatform[], leaseMs: number): Taker {
  const paces = new Map(platforms.map(({ id, limits }) => [id as string, limits.edits]));

  function paceOf(home: string): EditPace | undefined {
    return paces.get(home.split('/', 1)[0] ?? '');
  }

  async function nextCard(
    tx: Tx,
    destination: string,
    lease: { readonly token: string; readonly now: Date; readonly until: Date },
  ): Promise<Claim | undefined> {
    const { token, now, until } = lease;
    const home = homeOf(destination);
    const pace = paceOf(home);
    if (pace === undefined) {
      const row = await claimCard(tx, destination, token, now, until);
      return row === undefined ? undefined : { type: 'card', row, token };
    }
    const fullAt = await lockFullAt(tx, home);
    const { any, urgent } = turnsAt(fullAt, pace);
    const allowed: Allowed = any <= now ? 'all' : urgent <= now ? 'urgent edits' : 'no edits';
    const row = await claimCard(tx, destination, token, now, until, allowed);
    if (row === undefined) return undefined;
    if (isEdit(row)) await writeFullAt(tx, home, afterEdit(fullAt, pace, now));
    return { type: 'card', row, token };
  }

  return {
    async next(tx, destination) {
      const now = await tx.now();
      if ((await pausedUntil(tx, destination, now)) !== undefined) return undefined;
      const token = newNonce();
      const until = new Date(now.getTime() + leaseMs);
      const urgent = await claimMessage(tx, destination, true, token, now, until);
      if (urgent !== undefined) return messageClaim(tx, urgent, token);
      const card = await nextCard(tx, destination, { token, now, until });
      if (card !== undefined) return card;
      const message = await claimMessage(tx, destination, false, token, now, until);
      return message === undefined ? undefined : messageClaim(tx, message, token);
    },
    async waitMs(reader, destination) {
      const now = await reader.now();
      const home = homeOf(destination);
      const pace = paceOf(home);
      const turns = pace === undefined ? undefined : turnsAt(await readFullAt(reader, home), pace);
      const due = await nextDue(reader, destination, turns);
      if (due === undefined) return undefined;
      const paused = await pausedUntil(reader, destination, now);
      return Math.max(due.getTime(), paused?.getTime() ?? 0) - now.getTime();
    },
  };
}

async function messageClaim(tx: Tx, row: OutboxRow, token: string): Promise<Claim> {
  const card = row.cardId === null ? undefined : await findCardById(tx, row.cardId);
  const thread = card === undefined || card.message === null ? undefined : refOf(card.place, card.message);
  return { type: 'message', row, token, thread };
}
