import { digestOf, type Json } from '../canonical.ts';
import type { Card } from '../chat/card.ts';
import { intentsOf, signDraft } from '../chat/draft.ts';
import type { MessageRef, Place } from '../chat/inbound.ts';
import type { Jobs } from '../jobs/port.ts';
import { type Account, accountKey } from '../people/principal.ts';
import type { Database, Tx } from '../store/database.ts';
import { signForCard } from './buttons/buttons.ts';
import {
  adoptMessage,
  type CardRow,
  cardsOf,
  findCardById,
  lockSubject,
  openCard,
  setDesired,
} from './delivery/cards/store.ts';
import { withTroubles } from './delivery/cards/trouble.ts';
import { enqueue, type Message } from './delivery/outbox/store.ts';
import type { Shown, Subjects } from './subjects.ts';

export interface AnnouncerDeps {
  readonly db: Database;
  readonly jobs: Pick<Jobs, 'wake'>;
  readonly subjects: Subjects;
  /** Starts delivery to a destination in this process; another one may do it as well. */
  readonly poke: (destination: string) => void;
}

export interface Announcer {
  /** Brings all cards of a thing up to date: drawn from its state now, whatever was said about it. */
  announce(subject: string): Promise<void>;
  /** Queues a message that is not the card of a thing. */
  send(tx: Tx, message: Message): Promise<void>;
  /**
   * A thing's card for one account. `adopt` is to be told which message shows it, and then keeps that message
   * up to date; without a message that can be changed, a thing that still changes gets a card in the channel instead.
   */
  showTo(account: Account, place: Place, subject: string): Promise<PrivateCard | undefined>;
}

export interface PrivateCard {
  readonly card: Card;
  adopt(ref: MessageRef | undefined): Promise<void>;
}

/** Turns the state of things into what their cards should show. */
export function createAnnouncer({ db, jobs, subjects, poke }: AnnouncerDeps): Announcer {
  /** Under the subject's lock, so that an older picture never replaces a newer one. */
  async function locked(tx: Tx, subject: string): Promise<Shown | undefined> {
    await lockSubject(tx, subject);
    return subjects.draw(tx, subject);
  }

  async function update(tx: Tx, row: CardRow, shown: Shown, now: Date): Promise<Card> {
    const intents = intentsOf(shown.draft);
    const card = signDraft(shown.draft, await signForCard(tx, row.id, row.audience, intents, now));
    const changed = await setDesired(tx, row.id, card, digestOf(card as unknown as Json), shown.urgent);
    if (changed && (row.audience === '' || row.message !== null)) await wake(tx, row.destination);
    return card;
  }

  async function attach(tx: Tx, row: CardRow, shown: Shown, now: Date): Promise<void> {
    for (const { name, text, content } of shown.files) {
      const thread = { text, file: { name, content } };
      const key = `card/${row.id}/file/${name}`;
      await enqueue(
        tx,
        { key, place: row.place, content: { type: 'thread', thread }, urgent: false, cardId: row.id },
        now,
      );
    }
  }

  async function wake(tx: Tx, destination: string): Promise<void> {
    await jobs.wake(tx, 'delivery', destination);
    tx.afterCommit(() => poke(destination));
  }

  async function announceIn(tx: Tx, subject: string): Promise<void> {
    const shown = await locked(tx, subject);
    if (shown === undefined) return;
    const now = await tx.now();
    if (shown.place !== undefined && shown.audience === '') {
      for (const place of [shown.place, ...(shown.also ?? [])]) await openCard(tx, subject, place, '', now);
    }
    const rows = await cardsOf(tx, subject);
    for (const row of rows) {
      await update(tx, row, { ...shown, draft: withTroubles(shown.draft, row, rows) }, now);
      if (row.audience === '' || row.message !== null) await attach(tx, row, shown, now);
    }
  }

  /** The thing may have ended before its message was known: then nobody else will attach its files. */
  async function adopt(subject: string, rowId: number, revision: number, ref: MessageRef): Promise<void> {
    await db.transact(async (tx) => {
      const shown = await locked(tx, subject);
      await adoptMessage(tx, rowId, revision, ref);
      const row = await findCardById(tx, rowId);
      if (shown !== undefined && row !== undefined) await attach(tx, row, shown, await tx.now());
      await wake(tx, `${ref.platform}/${ref.workspace}/${ref.channel}`);
    });
  }

  async function shareInstead(subject: string, place: Place): Promise<void> {
    await db.transact(async (tx) => {
      const shown = await locked(tx, subject);
      if (shown === undefined) return;
      const now = await tx.now();
      await update(tx, await openCard(tx, subject, place, '', now), shown, now);
    });
  }

  return {
    announce: (subject) => db.transact((tx) => announceIn(tx, subject)),
    async send(tx, message) {
      if (!(await enqueue(tx, message, await tx.now()))) return;
      await wake(tx, `${message.place.platform}/${message.place.workspace}/${message.place.channel}`);
    },
    async showTo(account, place, subject) {
      const opened = await db.transact(async (tx) => {
        const shown = await locked(tx, subject);
        if (shown === undefined) return undefined;
        const now = await tx.now();
        const row = await openCard(tx, subject, place, accountKey(account), now);
        const card = await update(tx, row, shown, now);
        const [current] = (await cardsOf(tx, subject)).filter((one) => one.id === row.id);
        return { card, rowId: row.id, revision: current?.desiredRev ?? 0, alive: shown.alive };
      });
      if (opened === undefined) return undefined;
      const { card, rowId, revision, alive } = opened;
      return {
        card,
        async adopt(ref) {
          const follows = ref !== undefined && ref.fixed !== true;
          if (alive && !follows) await shareInstead(subject, place);
          else if (ref !== undefined) await adopt(subject, rowId, revision, ref);
        },
      };
    },
  };
}
