import { digestOf, type Json } from '../canonical.ts';
import { calling } from '../chat/calls.ts';
import type { Card } from '../chat/card.ts';
import { intentsOf, signDraft } from '../chat/draft.ts';
import type { MessageRef, Place } from '../chat/inbound.ts';
import type { ThreadContent } from '../chat/port.ts';
import type { Jobs } from '../jobs/port.ts';
import { type Account, accountKey } from '../people/principal.ts';
import type { Database, Tx } from '../store/database.ts';
import { signForCards } from './buttons/buttons.ts';
import type { Callees } from './calls/callees.ts';
import { shareOut } from './calls/share.ts';
import { hasCalled } from './calls/stranded.ts';
import { firstPlaced } from './delivery/cards/placed.ts';
import type { CardRow } from './delivery/cards/row.ts';
import {
  adoptMessage,
  cardsOf,
  findCardById,
  lockSubjects,
  type NewCard,
  openCard,
  openCards,
  setDesired,
} from './delivery/cards/store.ts';
import { isTroubled, withTroubles } from './delivery/cards/trouble.ts';
import { destinationOf } from './delivery/destination.ts';
import type { Message } from './delivery/outbox/row.ts';
import { enqueue } from './delivery/outbox/store.ts';
import type { Shown } from './subjects/subject.ts';
import type { Subjects } from './subjects/subjects.ts';

export interface AnnouncerDeps {
  readonly db: Database;
  readonly jobs: Pick<Jobs, 'wake'>;
  readonly subjects: Pick<Subjects, 'draw'>;
  readonly callees: Pick<Callees, 'of'>;
  /** What people call a channel. */
  readonly called: (place: Place) => string;
}

/** Something to say under the cards of a thing that everybody sees. */
export interface Aside {
  /** The same is said once under each card. */
  readonly key: string;
  readonly urgent: boolean;
  /** What is said under which of them. @param rows those first that can be shown */
  say(rows: readonly CardRow[]): readonly { readonly card: number; readonly thread: ThreadContent }[];
}

export interface Announcer {
  /** Brings all cards of a thing up to date: drawn from its state now, whatever was said about it. */
  announce(subject: string): Promise<void>;
  /** The same for many things with the statements of one, in the caller's transaction. */
  announceAll(tx: Tx, subjects: readonly string[]): Promise<void>;
  /** Queues a message that is not the card of a thing. */
  send(tx: Tx, message: Message): Promise<void>;
  /** Queues what is said in the threads of a thing's cards. */
  under(tx: Tx, subject: string, aside: Aside): Promise<void>;
  /**
   * A thing's card for one account. `adopt` is to be told which message shows it, and then keeps that message
   * up to date; without a message that can be changed, a thing that was begun there and still changes gets a card in the channel
   * instead. A thing that has its place elsewhere stays there.
   */
  showTo(account: Account, place: Place, subject: string): Promise<PrivateCard | undefined>;
}

export interface PrivateCard {
  readonly card: Card;
  adopt(ref: MessageRef | undefined): Promise<void>;
}

/** What an answer showed. */
interface Adopted {
  readonly card: Card;
  readonly revision: number;
}

/** One card with what it is to show. */
interface Picture {
  readonly row: CardRow;
  readonly shown: Shown;
}

/** Turns the state of things into what their cards should show. */
export function createAnnouncer({ db, jobs, subjects, callees, called }: AnnouncerDeps): Announcer {
  /** Under the subjects' locks, so that an older picture never replaces a newer one. */
  async function locked(
    tx: Tx,
    ids: readonly string[],
  ): Promise<{ readonly shown: ReadonlyMap<string, Shown>; readonly now: Date }> {
    const now = await lockSubjects(tx, ids);
    return { shown: await subjects.draw(tx, ids, now), now };
  }

  async function update(tx: Tx, pictures: readonly Picture[], now: Date): Promise<readonly Card[]> {
    const nonces = await signForCards(
      tx,
      pictures.map(({ row, shown }) => ({ ...row, intents: intentsOf(shown.draft) })),
      now,
    );
    const cards = pictures.map(({ shown }, index) => signDraft(shown.draft, nonces[index] ?? []));
    const changed = await setDesired(
      tx,
      pictures.map(({ row, shown }, index) => {
        const desired = cards[index] as Card;
        const { urgent, alive } = shown;
        return { id: row.id, desired, digest: digestOf(desired as unknown as Json), urgent, live: alive };
      }),
    );
    const due = pictures.filter(({ row }) => changed.has(row.id) && isSent(row));
    for (const destination of new Set(due.map(({ row }) => row.destination))) await wake(tx, destination);
    return cards;
  }

  async function attach(tx: Tx, { row, shown }: Picture, now: Date): Promise<void> {
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

  /** Cards that nobody has seen call those for whom their thing waits, and whom no other one has called. */
  async function firstCalls(
    tx: Tx,
    rows: readonly CardRow[],
    now: Date,
  ): Promise<ReadonlyMap<number, readonly Account[]>> {
    const undrawn = rows.filter(({ desiredRev, audience }) => desiredRev === 0 && audience === '');
    const calls = new Map<number, readonly Account[]>();
    for (const [subject, own] of Map.groupBy(undrawn, (row) => row.subject)) {
      const isCalled = hasCalled(rows.filter((row) => row.subject === subject));
      const people = (await callees.of(tx, subject, now)).filter((one) => !isCalled(one));
      for (const [id, share] of shareOut(people, own)) calls.set(id, share);
    }
    return calls;
  }

  async function wake(tx: Tx, destination: string): Promise<void> {
    await jobs.wake(tx, 'delivery', destination);
  }

  /** @param also cards that they need not have by themselves; those that are there already are no others */
  async function draw(
    tx: Tx,
    shown: ReadonlyMap<string, Shown>,
    now: Date,
    also: readonly NewCard[] = [],
  ): Promise<void> {
    if (shown.size === 0) return;
    const rows = await cardsOf(tx, [...shown.keys()]);
    const all = [...rows, ...(await openCards(tx, [...missingCards(shown, rows), ...also], now))];
    const calls = await firstCalls(tx, all, now);
    const pictures = all.flatMap((row): readonly Picture[] => {
      const thing = shown.get(row.subject);
      if (thing === undefined) return [];
      const mates = all.filter(({ subject }) => subject === row.subject);
      // Whom its first edition calls, every later one names as well.
      const first = calling(calls.get(row.id) ?? row.desired.calls ?? []);
      return [
        { row, shown: { ...thing, draft: { ...withTroubles(thing.draft, row, mates, called), ...first } } },
      ];
    });
    await update(tx, pictures, now);
    for (const picture of pictures) if (isSent(picture.row)) await attach(tx, picture, now);
  }

  async function announceAll(tx: Tx, ids: readonly string[]): Promise<void> {
    const { shown, now } = await locked(tx, ids);
    await draw(tx, shown, now);
  }

  /** The thing may have ended before its message was known: then nobody else will attach its files. */
  async function adopt(subject: string, rowId: number, shown: Adopted, ref: MessageRef): Promise<void> {
    await db.transact(async (tx) => {
      const { shown: drawn, now } = await locked(tx, [subject]);
      await adoptMessage(tx, rowId, { rev: shown.revision, places: firstPlaced(shown.card.controls) }, ref);
      const [row, thing] = [await findCardById(tx, rowId), drawn.get(subject)];
      if (thing !== undefined && row !== undefined) await attach(tx, { row, shown: thing }, now);
      await wake(tx, `${ref.platform}/${ref.workspace}/${ref.channel}`);
    });
  }

  /**
   * Where an answer cannot follow what somebody began here, its end is seen on a card of the channel. What is theirs alone
   * elsewhere, or has its own channel, is opened for them and for nobody else.
   */
  async function shareInstead(subject: string, account: Account, place: Place): Promise<void> {
    await db.transact(async (tx) => {
      const { shown, now } = await locked(tx, [subject]);
      if (belongs(shown.get(subject), account, place)) await draw(tx, shown, now, [{ subject, place }]);
    });
  }

  return {
    announceAll,
    announce: (subject) => db.transact((tx) => announceAll(tx, [subject])),
    async send(tx, message) {
      if (!(await enqueue(tx, message, await tx.now()))) return;
      await wake(tx, `${message.place.platform}/${message.place.workspace}/${message.place.channel}`);
    },
    async under(tx, subject, { key, urgent, say }) {
      const open = (await cardsOf(tx, [subject])).filter(({ audience }) => audience === '');
      // Nobody sees what is said under a card that cannot be shown.
      const rows = [...open.filter((row) => !isTroubled(row)), ...open.filter(isTroubled)];
      const now = await tx.now();
      for (const { card, thread } of say(rows)) {
        const row = rows.find(({ id }) => id === card);
        if (row === undefined) continue;
        const content = { type: 'thread', thread } as const;
        const message = { key: `${key}/${card}`, place: row.place, content, urgent, cardId: card };
        if (await enqueue(tx, message, now)) await wake(tx, row.destination);
      }
    },
    async showTo(account, place, subject) {
      const opened = await db.transact(async (tx) => {
        const { shown, now } = await locked(tx, [subject]);
        const thing = shown.get(subject);
        if (thing === undefined) return undefined;
        const row = await openCard(tx, subject, place, accountKey(account), now);
        const [card] = await update(tx, [{ row, shown: thing }], now);
        const current = await findCardById(tx, row.id);
        return card && { card, rowId: row.id, revision: current?.desiredRev ?? 0, alive: thing.alive };
      });
      if (opened === undefined) return undefined;
      const { card, rowId, revision, alive } = opened;
      return {
        card,
        async adopt(ref) {
          const follows = ref !== undefined && ref.fixed !== true;
          if (alive && !follows) await shareInstead(subject, account, place);
          else if (ref !== undefined) await adopt(subject, rowId, { card, revision }, ref);
        },
      };
    },
  };
}

/** A quiet answer is given by the dispatcher; only its later editions are sent from here. */
function isSent({ audience, message }: CardRow): boolean {
  return audience === '' || message !== null;
}

/** Whether a thing may be shown to everybody in a place because somebody looks at it there. */
function belongs(thing: Shown | undefined, account: Account, place: Place): boolean {
  if (thing?.place === undefined) return false;
  const isTheirs = !thing.audience || thing.audience === accountKey(account);
  const here = destinationOf(place);
  return isTheirs && [thing.place, ...(thing.also ?? [])].some((one) => destinationOf(one) === here);
}

/** The shared cards of things in all their places, as far as they have none there yet. */
function missingCards(shown: ReadonlyMap<string, Shown>, rows: readonly CardRow[]): readonly NewCard[] {
  const known = new Set(rows.filter(({ audience }) => audience === '').map(cardKey));
  return [...shown]
    .flatMap(([subject, { place, also = [], audience }]) =>
      place === undefined || audience !== '' ? [] : [place, ...also].map((one) => ({ subject, place: one })),
    )
    .filter(({ subject, place }) => !known.has(cardKey({ subject, destination: destinationOf(place) })));
}

function cardKey({ subject, destination }: Pick<CardRow, 'subject' | 'destination'>): string {
  return `${subject} ${destination}`;
}
