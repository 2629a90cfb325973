import { REQUEST } from '../approval/request.ts';
import type { Json } from '../canonical.ts';
import { calling } from '../chat/calls.ts';
import type { Block, Card } from '../chat/card.ts';
import { type Places, readPlace } from '../chat/place.ts';
import type { PlacePort } from '../commands/services.ts';
import type { DomainEvent } from '../jobs/event.ts';
import type { EventHandler } from '../jobs/port.ts';
import { saidDone } from '../runbook/run/decided.ts';
import type { Database, Tx } from '../store/database.ts';
import type { Announcer } from './announcer.ts';
import type { Callees } from './calls/callees.ts';
import { notCalledInWords } from './calls/not-called.ts';
import { type Page, pageIn } from './calls/page.ts';
import { checkpointCard } from './cards/checkpoint-card.ts';
import { noticeCard } from './cards/notice-card.ts';
import { overdueCard } from './cards/overdue-card.ts';
import { destinationOf } from './delivery/destination.ts';
import type { Message } from './delivery/outbox/row.ts';
import type { Reactions } from './reactions/reactions.ts';
import type { Sources } from './subjects/sources.ts';

export interface EventDeps {
  readonly db: Database;
  readonly announcer: Announcer;
  readonly sources: Sources;
  readonly places: PlacePort;
  readonly reactions: Pick<Reactions, 'peopleChanged'>;
  readonly callees: Pick<Callees, 'withRole'>;
}

/**
 * What the bot does about each kind of event. All of them may come twice: cards are drawn from the state of
 * now, and messages have keys.
 */
export function createEventHandlers(deps: EventDeps): Readonly<Record<string, EventHandler>> {
  const { db, announcer, sources, places } = deps;
  /** The same card in every place, each under a key of its own. @param calls whom it calls, in the order of the places */
  async function sendTo(
    tx: Tx,
    { place: first, also }: Places,
    { key, card, urgent }: Pick<Message, 'key' | 'urgent'> & { readonly card: Card },
    calls: Page['calls'] = [],
  ): Promise<void> {
    for (const [index, place] of [first, ...also].entries()) {
      const content = { type: 'card', card: { ...card, ...calling(calls[index] ?? []) } } as const;
      const keyThere = index === 0 ? key : `${key}/${destinationOf(place)}`;
      await announcer.send(tx, { key: keyThere, place, content, urgent });
    }
  }

  /** A notify step of a run: to the channel that it names, else to where the run was asked for. */
  async function notice(event: DomainEvent): Promise<void> {
    const { run: id, channel, text, step } = event.data;
    await db.transact(async (tx) => {
      const run = await sources.run(tx, String(id));
      const from = run && readPlace(run.place);
      if (run === undefined || from === undefined) return;
      const named = typeof channel === 'string' ? places.named(channel, from.place) : undefined;
      const names = await sources.names(tx, [
        ...run.steps.flatMap((one) => saidDone(one)?.by ?? []),
        ...(run.cancel === null ? [] : [run.cancel.by]),
      ]);
      const position = typeof step === 'number' ? step : undefined;
      const card = noticeCard(run, String(text), position, (person) => names.get(person)?.name ?? person);
      const to = named === undefined ? from : places.around(named);
      const urgent = card.tone === 'warning' || card.tone === 'danger';
      const { calls, unheard } = await calledBy(tx, run.plan.steps[position ?? -1]?.spec ?? null, to);
      const blocks = [...card.blocks, ...unheard.map((text): Block => ({ type: 'text', text }))];
      await sendTo(tx, to, { key: `notice/${event.subject}`, card: { ...card, blocks }, urgent }, calls);
    });
  }

  /** Those whom a notice names by their roles, at any hour, where it goes, and in words who of them hears nothing. */
  async function calledBy(
    tx: Tx,
    spec: Json,
    to: Places,
  ): Promise<Pick<Page, 'calls'> & { readonly unheard: readonly string[] }> {
    const { calls: roles = [] } = (spec ?? {}) as { readonly calls?: readonly string[] };
    const held = await Promise.all(roles.map((role) => deps.callees.withRole(tx, role)));
    const people = new Map(held.flat().map((one) => [one.principal, one]));
    const page = pageIn([to.place, ...to.also], [...people.values()]);
    const names = await sources.names(tx, [...page.absent, ...page.crowdedOut]);
    const unheld = roles.filter((_role, index) => held[index]?.length === 0);
    return {
      calls: page.calls,
      unheard: [
        ...unheld.map((role) => `Nobody holds ${role}, so nobody of it was called: tell somebody yourself.`),
        ...notCalledInWords(page, (one) => names.get(one)?.name ?? one),
      ],
    };
  }

  /** Nobody reviewed a break-glass in time: the role is paged where it happened, before everything else. */
  async function overdue(event: DomainEvent): Promise<void> {
    await announcer.announce(event.subject);
    await db.transact(async (tx) => {
      const view = await sources.request(tx, REQUEST.idIn(event.subject) ?? event.subject);
      const to = view && readPlace(view.place);
      if (view === undefined || to === undefined) return;
      const paged = await deps.callees.withRole(tx, view.review?.page ?? '');
      const names = await sources.names(
        tx,
        paged.map(({ principal }) => principal),
      );
      const page = pageIn([to.place, ...to.also], paged);
      const card = overdueCard(view, page, (one) => names.get(one)?.name ?? one);
      await sendTo(tx, to, { key: `overdue/${view.id}`, card, urgent: true }, page.calls);
    });
  }

  async function checkpoint(event: DomainEvent): Promise<void> {
    const place = places.log();
    if (place === undefined) return;
    const content = { type: 'card', card: checkpointCard(event.data) } as const;
    await db.transact((tx) =>
      announcer.send(tx, { key: `notice/${event.subject}`, place, content, urgent: false }),
    );
  }

  return {
    'people.changed': async () => deps.reactions.peopleChanged(),
    'run.notify': notice,
    'review.overdue': overdue,
    'checkpoint.signed': checkpoint,
  };
}
