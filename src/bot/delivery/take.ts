import type { ChatPlatform, EditPace } from '../../chat/port.ts';
import { newNonce } from '../../ids.ts';
import type { Reader, Tx } from '../../store/database.ts';
import { type Allowed, claimCard, findCardById, isEdit } from './cards/store.ts';
import type { Dispatch } from './claim.ts';
import { homeOf, refOf } from './destination.ts';
import type { OutboxRow } from './outbox/row.ts';
import { claimMessage, nextDue } from './outbox/store.ts';
import { afterEdit, turnsAt } from './pace/pace.ts';
import { lockFullAt, readFullAt, writeFullAt } from './pace/store.ts';
import { type Rest, restOf } from './pause/store.ts';

/** What is sent next; without it how long until there may be something, in ms: undefined when nothing waits. */
export type Taken =
  | { readonly claim: Dispatch }
  | { readonly claim: undefined; readonly waitMs: number | undefined };

export interface Taker {
  /**
   * Takes what is sent next: urgent messages, then cards, then all other messages.
   * @param known the time and the pause of this destination, when the transaction has read them already
   */
  next(tx: Tx, destination: string, known?: Rest): Promise<Taken>;
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
    { now, paused }: Rest,
    lease: { readonly token: string; readonly until: Date },
  ): Promise<Dispatch | undefined> {
    const { token, until } = lease;
    const home = homeOf(destination);
    const pace = paceOf(home);
    if (pace === undefined) {
      const row = await claimCard(tx, destination, token, now, until, 'all', paused);
      return row === undefined ? undefined : { type: 'card', row, token };
    }
    const fullAt = await lockFullAt(tx, home);
    const { any, urgent } = turnsAt(fullAt, pace);
    const allowed: Allowed = any <= now ? 'all' : urgent <= now ? 'urgent edits' : 'no edits';
    const row = await claimCard(tx, destination, token, now, until, allowed, paused);
    if (row === undefined) return undefined;
    if (isEdit(row)) await writeFullAt(tx, home, afterEdit(fullAt, pace, now));
    return { type: 'card', row, token };
  }

  async function claimNext(tx: Tx, destination: string, rest: Rest): Promise<Dispatch | undefined> {
    const { now, paused } = rest;
    const token = newNonce();
    const until = new Date(now.getTime() + leaseMs);
    const urgent = await claimMessage(tx, destination, true, token, now, until, paused);
    if (urgent !== undefined) return messageClaim(tx, urgent, token);
    const card = await nextCard(tx, destination, rest, { token, until });
    if (card !== undefined) return card;
    const message = await claimMessage(tx, destination, false, token, now, until, paused);
    return message === undefined ? undefined : messageClaim(tx, message, token);
  }

  async function waitMs(reader: Reader, destination: string, rest: Rest): Promise<number | undefined> {
    const home = homeOf(destination);
    const pace = paceOf(home);
    const turns = pace === undefined ? undefined : turnsAt(await readFullAt(reader, home), pace);
    const due = await nextDue(reader, destination, rest.paused, turns);
    if (due === undefined) return undefined;
    return due.getTime() - rest.now.getTime();
  }

  return {
    async next(tx, destination, known) {
      const rest = known ?? (await restOf(tx, destination));
      const claim = await claimNext(tx, destination, rest);
      return claim === undefined ? { claim, waitMs: await waitMs(tx, destination, rest) } : { claim };
    },
  };
}

async function messageClaim(tx: Tx, row: OutboxRow, token: string): Promise<Dispatch> {
  const card = row.cardId === null ? undefined : await findCardById(tx, row.cardId);
  const thread = card === undefined || card.message === null ? undefined : refOf(card.place, card.message);
  return { type: 'message', row, token, thread };
}
