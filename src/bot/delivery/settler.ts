import type { Logger } from 'pino';
import { calling } from '../../chat/calls.ts';
import type { Card } from '../../chat/card.ts';
import type { Place } from '../../chat/inbound.ts';
import type { DeliveryError, DeliveryFault } from '../../chat/port.ts';
import type { Jobs } from '../../jobs/port.ts';
import type { Tx } from '../../store/database.ts';
import { backoffMs, LAST_ATTEMPT, MAX_ATTEMPTS } from './backoff.ts';
import { firstPlaced, type Moment, type Placed, placedAfter } from './cards/placed.ts';
import type { CardRow } from './cards/row.ts';
import {
  abandonCard,
  cardFailed,
  cardGone,
  cardSent,
  cardsOf,
  drawAgain,
  findCardById,
  letCardGo,
  messageGone,
  moveCard,
  openCards,
} from './cards/store.ts';
import { TROUBLED_AFTER } from './cards/trouble.ts';
import type { CardDispatch, Dispatch, MessageDispatch, Sent, SentMessage, ShownControls } from './claim.ts';
import { LOOK_EVERY_MS } from './deleted/look.ts';
import { destinationOf, homeOf, placeName } from './destination.ts';
import type { OutboxRow } from './outbox/row.ts';
import { enqueue, messageDead, messageFailed, messageSent } from './outbox/store.ts';
import { kindOf, scopeOf } from './pause/pause.ts';
import { pause } from './pause/store.ts';
import { holdClaim, leaseOf } from './sending/store.ts';

/** Where something goes that its own channel does not take, among places that are usable. */
export type Fallback = (failed: Place, isUsable: (place: Place) => boolean) => Place | undefined;

export interface SettlerDeps {
  readonly jobs: Pick<Jobs, 'emit'>;
  readonly log: Logger;
  readonly fallback: Fallback;
  /** What people call a channel. */
  readonly called: (place: Place) => string;
  readonly random: () => number;
  readonly editEveryMs: number;
}

export interface Settler {
  /** Writes down what became of an attempt, and what comes next; nothing of what is not this worker's any more. */
  settle(tx: Tx, claim: Dispatch, sent: Sent, now: Date): Promise<void>;
}

export function createSettler(deps: SettlerDeps): Settler {
  const { log } = deps;

  async function cardFailure(tx: Tx, claim: CardDispatch, error: DeliveryError, now: Date): Promise<void> {
    const { row } = claim;
    const lease = leaseOf(claim);
    switch (error.kind) {
      case 'gone':
        // A quiet answer cannot be posted again: only the platform knew to whom it was shown.
        if (row.audience !== '') return abandonCard(tx, lease, error.message);
        return isOver(row) ? letCardGo(tx, lease) : cardGone(tx, lease, now);
      case 'rate-limited':
      case 'unavailable':
      case 'shut-out':
        if (error.kind === 'shut-out') await showElsewhere(tx, row, now);
        await cardFailed(tx, lease, error, await nextTry(tx, claim, error, now));
        if (error.isAttempt && row.attempts === TROUBLED_AFTER) await sayTrouble(tx, row, now);
        return;
      case 'no-channel':
      case 'rejected':
        return moveToFallback(tx, claim, error, now);
    }
  }

  async function moveToFallback(tx: Tx, claim: CardDispatch, error: DeliveryError, now: Date): Promise<void> {
    const { row } = claim;
    log.warn(
      { subject: row.subject, destination: row.destination, reason: error.message },
      'card not accepted',
    );
    const refusedBy = refusedNow(row, error.kind);
    const place = row.audience === '' ? fallbackOf(row, refusedBy) : undefined;
    if (place === undefined || !(await moveCard(tx, leaseOf(claim), place, refusedBy, now))) {
      await abandonCard(tx, leaseOf(claim), error.message);
      return sayTrouble(tx, row, now);
    }
    const text = `This card belongs to ${placeName(row.place, deps.called)}, where it cannot be shown. ${error.message} ${MEND}`;
    const key = `card/${row.id}/moved/${row.generation}`;
    const content = { type: 'thread', thread: { text } } as const;
    await enqueue(tx, { key, place, content, urgent: false, cardId: row.id }, now);
  }

  /**
   * Until somebody mends what shuts us out, whoever a thing waits for sees it on another platform; the card itself waits for
   * that, and goes on.
   */
  async function showElsewhere(tx: Tx, row: CardRow, now: Date): Promise<void> {
    if (!row.live || row.audience !== '') return;
    const isElsewhere = ({ destination, audience, error }: CardRow): boolean =>
      audience === '' && error === null && homeOf(destination) !== homeOf(row.destination);
    if ((await cardsOf(tx, [row.subject])).some(isElsewhere)) return;
    const place = fallbackOf(row, refusedNow(row, 'shut-out'));
    if (place === undefined) return;
    const opened = await openCards(tx, [{ subject: row.subject, place }], now);
    if (opened.length > 0) await sayTrouble(tx, row, now);
  }

  /** The other cards of the thing say that this one is behind, or no longer, and call those whom it has not called. */
  async function sayTrouble(tx: Tx, row: CardRow, at: Date): Promise<void> {
    const { subject, audience, id } = row;
    if (audience !== '') return;
    await deps.jobs.emit(tx, { kind: 'card.troubled', subject, at, data: { card: id } });
    if (hasCalls(row)) await deps.jobs.emit(tx, { kind: 'call.stranded', subject, at, data: { card: id } });
  }

  async function cardShown(
    tx: Tx,
    claim: CardDispatch,
    { ref, overflow, shown }: SentMessage,
    now: Date,
  ): Promise<void> {
    const { row } = claim;
    const held = await cardSent(tx, leaseOf(claim), {
      rev: row.desiredRev,
      message: ref.message,
      places: placesOf(row, shown, now),
      nextAt: new Date(now.getTime() + deps.editEveryMs),
      ...(row.message === null ? { postedAt: now } : {}),
      ...(row.message === null && row.live ? { calling: row.generation } : {}),
      lookAt: row.live && row.audience === '' ? new Date(now.getTime() + LOOK_EVERY_MS) : null,
    });
    if (!held) return drawAgain(tx, row.id, now);
    if (row.error !== null) await sayTrouble(tx, row, now);
    if (overflow !== undefined) await keepWhole(tx, row, overflow, now);
  }

  async function messageFailure(
    tx: Tx,
    claim: MessageDispatch,
    error: DeliveryError,
    now: Date,
  ): Promise<void> {
    const { row, thread } = claim;
    // A quiet answer that is gone cannot be posted again, and nothing can stand below it.
    const hopeless =
      error.kind === 'no-channel' ||
      error.kind === 'rejected' ||
      (error.kind === 'gone' && (await isQuiet(tx, row)));
    if (hopeless || (await isTriedEnough(tx, row, error))) return giveUp(tx, claim, error, now);
    if (error.kind === 'gone' && row.cardId !== null) {
      if (thread !== undefined) await messageGone(tx, row.cardId, thread.message, now);
      return messageFailed(tx, leaseOf(claim), error, now);
    }
    return messageFailed(tx, leaseOf(claim), error, await nextTry(tx, claim, error, now));
  }

  /**
   * Only a verdict ends a message that nobody would see elsewhere: while the platform is away it waits, and while we are shut
   * out as long as that takes somebody. An urgent one does not wait for somebody to mend our token where it can go elsewhere.
   */
  async function isTriedEnough(tx: Tx, row: OutboxRow, error: DeliveryError): Promise<boolean> {
    const urgent = row.lane === 0 && error.kind === 'shut-out';
    if (!error.isAttempt || (row.attempts < MAX_ATTEMPTS && !urgent)) return false;
    if (error.kind === 'gone' || row.attempts >= LAST_ATTEMPT) return error.kind !== 'shut-out';
    return !(await isQuiet(tx, row)) && fallbackOf(row, refusedNow(row, error.kind)) !== undefined;
  }

  async function giveUp(tx: Tx, claim: MessageDispatch, error: DeliveryError, now: Date): Promise<void> {
    const { row } = claim;
    await messageDead(tx, leaseOf(claim), error.message);
    log.error({ key: row.key, destination: row.destination, reason: error.message }, 'message undeliverable');
    // What one person alone may see is shown nowhere else.
    const refusedBy = refusedNow(row, error.kind);
    const place = (await isQuiet(tx, row)) ? undefined : fallbackOf(row, refusedBy);
    if (place === undefined) return;
    const content = {
      type: 'card',
      card: undelivered(row, placeName(row.place, deps.called), error.message),
    } as const;
    const key = `${row.key}/fallback`;
    await enqueue(tx, { key, place, content, urgent: row.lane === 0, refusedBy }, now);
  }

  /** When it is tried again. A platform that asks us to wait makes all that it counts together wait. */
  async function nextTry(tx: Tx, claim: Dispatch, error: DeliveryError, now: Date): Promise<Date> {
    const waitMs = error.retryAfterMs ?? backoffMs(Math.max(claim.row.attempts, 1), deps.random());
    const next = new Date(now.getTime() + waitMs);
    if (error.kind === 'rate-limited')
      await pause(tx, scopeOf(claim.row.destination, kindOf(claim), error.reach), next);
    return next;
  }

  /** Never to a channel that refused it already: two that both do would hand it to each other for ever. */
  function fallbackOf({ place }: Pick<CardRow, 'place'>, refusedBy: readonly string[]): Place | undefined {
    const isUsable = (other: Place): boolean => {
      const destination = destinationOf(other);
      return !refusedBy.includes(destination) && !refusedBy.includes(homeOf(destination));
    };
    const found = deps.fallback(place, isUsable);
    return found !== undefined && isUsable(found) ? found : undefined;
  }

  return {
    async settle(tx, claim, sent, now) {
      if (sent.ok && claim.type === 'card') return cardShown(tx, claim, sent, now);
      if (sent.ok) return messageSent(tx, leaseOf(claim), sent.ref.message);
      // Nothing of what follows is for a worker to write whose lease is over: somebody else has it, and knows better.
      const held = await holdClaim(tx, claim);
      if (claim.type === 'message') return held ? messageFailure(tx, claim, sent.error, now) : undefined;
      return held ? cardFailure(tx, claim, sent.error, now) : drawAgain(tx, claim.row.id, now);
    },
  };
}

function placesOf(row: CardRow, shown: ShownControls | undefined, now: Date): readonly Placed[] {
  const { controls = [], edited } = shown ?? {};
  if (edited === undefined) return firstPlaced(controls);
  const { at } = edited;
  const changed: Moment =
    at === undefined ? { ms: now.getTime(), by: 'us' } : { ms: at.getTime(), by: 'platform' };
  return placedAfter(row.places, controls, changed);
}

/** Whether the end of the thing was shown before: somebody who deletes the card then does not need it. */
function isOver({ live, message, lookAt }: CardRow): boolean {
  return !live && message !== null && lookAt === null;
}

/** Whether people wait to be called by it. */
function hasCalls({ live, calledIn, desired: { calls = [] } }: CardRow): boolean {
  return live && calledIn === null && calls.length > 0;
}

/** A platform that shuts us out does so in all of its channels. */
function refusedNow(
  { refusedBy, destination }: Pick<CardRow, 'refusedBy' | 'destination'>,
  kind: DeliveryFault,
): readonly string[] {
  return [...refusedBy, destination, ...(kind === 'shut-out' ? [homeOf(destination)] : [])];
}

const MEND = 'Correct the channel in keyturn.yaml, or let the bot in: keyturn doctor says which.';

async function isQuiet(tx: Tx, { cardId }: OutboxRow): Promise<boolean> {
  const card = cardId === null ? undefined : await findCardById(tx, cardId);
  return card !== undefined && card.audience !== '';
}

/** Of a subject the id alone, which says already what it is of. */
function fileNameOf(subject: string): string {
  return subject.slice(subject.indexOf('/') + 1).replace(/[^a-z0-9-]+/gi, '-');
}

/** The whole text goes into the thread, once for each state of the card that people would tell apart. */
async function keepWhole(tx: Tx, row: CardRow, whole: string, now: Date): Promise<void> {
  const file = { name: `${fileNameOf(row.subject)}.txt`, content: whole };
  const content = { type: 'thread', thread: { text: 'The whole text of this card.', file } } as const;
  const key = `card/${row.id}/whole/${row.generation}/${row.desired.tone}`;
  await enqueue(tx, { key, place: row.place, content, urgent: false, cardId: row.id }, now);
}

function undelivered(row: OutboxRow, where: string, reason: string): Card {
  const note = `Meant for ${where}, which did not take it. ${reason} ${MEND}`;
  if (row.content.type === 'card') {
    const { card } = row.content;
    return { ...card, blocks: [{ type: 'text', text: note }, ...card.blocks] };
  }
  const { text, file, calls = [] } = row.content.thread;
  return {
    title: 'A message that could not be delivered',
    tone: 'warning',
    blocks: [
      { type: 'text', text: note },
      { type: 'text', text },
      ...(file === undefined ? [] : [{ type: 'code', label: file.name, text: file.content } as const]),
    ],
    controls: [],
    ...calling(calls),
  };
}
