import type { Logger } from 'pino';
import type { Card } from '../../chat/card.ts';
import type { Place } from '../../chat/inbound.ts';
import type { DeliveryError } from '../../chat/port.ts';
import type { Jobs } from '../../jobs/port.ts';
import type { Tx } from '../../store/database.ts';
import { backoffMs, MAX_ATTEMPTS } from './backoff.ts';
import {
  abandonCard,
  type CardRow,
  cardFailed,
  cardGone,
  cardSent,
  findCardById,
  moveCard,
  pauseDestination,
} from './cards/store.ts';
import { TROUBLED_AFTER } from './cards/trouble.ts';
import type { Claim, Sent } from './claim.ts';
import { destinationOf, placeName } from './destination.ts';
import { enqueue, messageDead, messageFailed, messageSent, type OutboxRow } from './outbox/store.ts';

/** Where something goes that its own channel does not take, among places that are usable. */
export type Fallback = (failed: Place, isUsable: (place: Place) => boolean) => Place | undefined;

export interface SettlerDeps {
  readonly jobs: Pick<Jobs, 'emit'>;
  readonly log: Logger;
  readonly fallback: Fallback;
  readonly random: () => number;
  readonly editEveryMs: number;
}

export interface Settler {
  /** Writes down what became of an attempt, and what comes next. */
  settle(tx: Tx, claim: Claim, sent: Sent): Promise<void>;
}

export function createSettler(deps: SettlerDeps): Settler {
  const { log } = deps;

  async function cardFailure(
    tx: Tx,
    row: CardRow,
    token: string,
    error: DeliveryError,
    now: Date,
  ): Promise<void> {
    switch (error.kind) {
      case 'gone':
        // A quiet answer cannot be posted again: only the platform knew to whom it was shown.
        return row.audience === '' ? cardGone(tx, row.id, now) : abandonCard(tx, row.id, error.message);
      case 'rate-limited':
      case 'unavailable': {
        const wait = waitMs(row.attempts, error);
        const next = new Date(now.getTime() + wait);
        if (error.kind === 'rate-limited') await pauseDestination(tx, row.destination, next);
        await cardFailed(tx, row.id, token, error.message, next);
        if (row.attempts === TROUBLED_AFTER) await sayTrouble(tx, row, now);
        return;
      }
      case 'no-channel':
      case 'rejected':
        return moveToFallback(tx, row, error, now);
    }
  }

  async function moveToFallback(tx: Tx, row: CardRow, error: DeliveryError, now: Date): Promise<void> {
    log.warn(
      { subject: row.subject, destination: row.destination, reason: error.message },
      'card not accepted',
    );
    const refusedBy = refusedNow(row);
    const place = row.audience === '' ? fallbackOf(row, refusedBy) : undefined;
    if (place === undefined || !(await moveCard(tx, row.id, place, refusedBy, now))) {
      await abandonCard(tx, row.id, error.message);
      return sayTrouble(tx, row, now);
    }
    const text = `This card belongs to ${placeName(row.place)}, where it cannot be shown. ${error.message} ${MEND}`;
    const key = `card/${row.id}/moved/${row.generation}`;
    const content = { type: 'thread', thread: { text } } as const;
    await enqueue(tx, { key, place, content, urgent: false, cardId: row.id }, now);
  }

  /** The other cards of the thing say that this one is behind, or no longer. */
  async function sayTrouble(tx: Tx, { subject, audience, id }: CardRow, at: Date): Promise<void> {
    if (audience !== '') return;
    await deps.jobs.emit(tx, { kind: 'card.troubled', subject, at, data: { card: id } });
  }

  async function messageFailure(
    tx: Tx,
    row: OutboxRow,
    token: string,
    error: DeliveryError,
    now: Date,
  ): Promise<void> {
    // A quiet answer that is gone cannot be posted again, and nothing can stand below it.
    const hopeless =
      error.kind === 'no-channel' ||
      error.kind === 'rejected' ||
      (error.kind === 'gone' && (await isQuiet(tx, row)));
    if (hopeless || row.attempts >= MAX_ATTEMPTS) return giveUp(tx, row, token, error, now);
    if (error.kind === 'gone' && row.cardId !== null) {
      await cardGone(tx, row.cardId, now);
      return messageFailed(tx, row.id, token, error.message, now, true);
    }
    const next = new Date(now.getTime() + waitMs(row.attempts, error));
    const limited = error.kind === 'rate-limited';
    if (limited) await pauseDestination(tx, row.destination, next);
    return messageFailed(tx, row.id, token, error.message, next, !limited);
  }

  async function giveUp(
    tx: Tx,
    row: OutboxRow,
    token: string,
    error: DeliveryError,
    now: Date,
  ): Promise<void> {
    if (!(await messageDead(tx, row.id, token, error.message))) return;
    log.error({ key: row.key, destination: row.destination, reason: error.message }, 'message undeliverable');
    // What one person alone may see is shown nowhere else.
    const refusedBy = refusedNow(row);
    const place = (await isQuiet(tx, row)) ? undefined : fallbackOf(row, refusedBy);
    if (place === undefined) return;
    const content = { type: 'card', card: undelivered(row, error.message) } as const;
    const key = `${row.key}/fallback`;
    await enqueue(tx, { key, place, content, urgent: row.lane === 0, refusedBy }, now);
  }

  /** Never to a channel that refused it already: two that both do would hand it to each other for ever. */
  function fallbackOf({ place }: Pick<CardRow, 'place'>, refusedBy: readonly string[]): Place | undefined {
    const isUsable = (other: Place): boolean => !refusedBy.includes(destinationOf(other));
    const found = deps.fallback(place, isUsable);
    return found !== undefined && isUsable(found) ? found : undefined;
  }

  function waitMs(attempts: number, error: DeliveryError): number {
    return error.retryAfterMs ?? backoffMs(Math.max(attempts, 1), deps.random());
  }

  return {
    async settle(tx, claim, sent) {
      const now = await tx.now();
      if (claim.type === 'message') {
        if (!sent.ok) return messageFailure(tx, claim.row, claim.token, sent.error, now);
        return messageSent(tx, claim.row.id, claim.token, sent.ref.message);
      }
      if (!sent.ok) return cardFailure(tx, claim.row, claim.token, sent.error, now);
      const { row } = claim;
      const next = new Date(now.getTime() + deps.editEveryMs);
      await cardSent(tx, row.id, claim.token, row.desiredRev, sent.ref.message, next);
      if (row.error !== null) await sayTrouble(tx, row, now);
      if (sent.overflow !== undefined) await keepWhole(tx, row, sent.overflow, now);
    },
  };
}

function refusedNow({
  refusedBy,
  destination,
}: Pick<CardRow, 'refusedBy' | 'destination'>): readonly string[] {
  return [...refusedBy, destination];
}

const MEND = 'Correct the channel in keyturn.yaml, or let the bot in: keyturn doctor says which.';

async function isQuiet(tx: Tx, { cardId }: OutboxRow): Promise<boolean> {
  const card = cardId === null ? undefined : await findCardById(tx, cardId);
  return card !== undefined && card.audience !== '';
}

/** The whole text goes into the thread, once for each state of the card that people would tell apart. */
async function keepWhole(tx: Tx, row: CardRow, whole: string, now: Date): Promise<void> {
  const file = { name: `${row.subject.replace(/[^a-z0-9-]+/gi, '-')}.txt`, content: whole };
  const content = { type: 'thread', thread: { text: 'The whole text of this card.', file } } as const;
  const key = `card/${row.id}/whole/${row.generation}/${row.desired.tone}`;
  await enqueue(tx, { key, place: row.place, content, urgent: false, cardId: row.id }, now);
}

function undelivered(row: OutboxRow, reason: string): Card {
  const note = `Meant for ${placeName(row.place)}, which did not take it. ${reason} ${MEND}`;
  if (row.content.type === 'card') {
    const { card } = row.content;
    return { ...card, blocks: [{ type: 'text', text: note }, ...card.blocks] };
  }
  const { text, file } = row.content.thread;
  return {
    title: 'A message that could not be delivered',
    tone: 'warning',
    blocks: [
      { type: 'text', text: note },
      { type: 'text', text },
      ...(file === undefined ? [] : [{ type: 'code', label: file.name, text: file.content } as const]),
    ],
    controls: [],
  };
}
