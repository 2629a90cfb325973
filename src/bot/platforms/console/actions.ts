import { type Context, Hono } from 'hono';
import type { Form } from '../../../chat/card.ts';
import type { Inbound, MessageRef } from '../../../chat/inbound.ts';
import type { Receiver } from '../../../chat/port.ts';
import type { Database } from '../../../store/database.ts';
import type { Book } from './channels/book.ts';
import type { Deliveries } from './delivery.ts';
import type { Message } from './message.ts';
import { type ConsoleOptions, type Persona, personaOf } from './options.ts';
import type { Posts } from './posts.ts';
import { accountOf, placeOf, refOf } from './refs.ts';
import { readBody, unknownThing } from './refusals.ts';
import * as requests from './requests.ts';
import { commandText } from './responder.ts';
import { findMessage, markRead } from './store.ts';
import { formToWire } from './wire.ts';

export interface ActionDeps {
  readonly db: Database;
  readonly posts: Posts;
  readonly book: Book;
  readonly deliveries: Deliveries;
  readonly receiver: Receiver;
  readonly options: Pick<ConsoleOptions, 'personas'>;
}

/** What a persona can do on the page; each answers `{ form? }`. */
export function actionRoutes(deps: ActionDeps): Hono {
  const { db, posts, deliveries } = deps;
  const routes = new Hono();

  routes.post('/command', async (context) => {
    const body = await readBody(context, requests.commandRequest);
    const actor = actorOf(deps, body);
    const place = placeOf(await writableChannel(deps, body), body.thread);
    const inbound = { ...actor, place, type: 'command', path: body.path, options: body.options } as const;
    const cause = { persona: body.as, text: commandText(body.path, body.options) };
    return answer(context, await deliveries.deliver(inbound, cause));
  });

  routes.post('/click', async (context) => {
    const body = await readBody(context, requests.clickRequest);
    const { message, ref } = await messageOf(deps, body.message, body.as);
    const clicked = {
      ...actorOf(deps, body),
      place: placeOfMessage(message),
      nonce: body.nonce,
      message: ref,
    };
    const inbound: Inbound =
      body.value === undefined
        ? { ...clicked, type: 'button' }
        : { ...clicked, type: 'select', value: body.value };
    return answer(context, await deliveries.deliver(inbound));
  });

  routes.post('/form', async (context) => {
    const body = await readBody(context, requests.formRequest);
    const place = placeOf(await writableChannel(deps, body), body.thread);
    const { nonce, values } = body;
    return answer(
      context,
      await deliveries.deliver({ ...actorOf(deps, body), place, type: 'form', nonce, values }),
    );
  });

  routes.post('/reaction', async (context) => {
    const body = await readBody(context, requests.reactionRequest);
    const actor = actorOf(deps, body);
    const { message, ref } = await messageOf(deps, body.message, body.as);
    const { emoji, added } = body;
    await posts.react({ message: message.id, emoji, persona: body.as }, added);
    const place = placeOfMessage(message);
    return answer(
      context,
      await deliveries.deliver({ ...actor, place, type: 'reaction', emoji, added, message: ref }),
    );
  });

  routes.post('/message', async (context) => {
    const body = await readBody(context, requests.textRequest);
    actorOf(deps, body);
    await posts.add({
      key: `said/${body.as}/${body.id}`,
      channel: await writableChannel(deps, body),
      thread: body.thread ?? null,
      author: body.as,
      onlyFor: null,
      body: { type: 'text', text: body.text },
    });
    return answer(context, undefined);
  });

  routes.post('/delete', async (context) => {
    const body = await readBody(context, requests.deleteRequest);
    actorOf(deps, body);
    const { message, ref } = await messageOf(deps, body.message, body.as);
    await posts.remove(message.id);
    await deps.receiver.deleted({ ...ref, messages: [message.id] });
    return answer(context, undefined);
  });

  routes.post('/read', async (context) => {
    const { as, channel, seq } = await readBody(context, requests.readRequest);
    await db.transact(async (tx) => {
      const { id } = await deps.book.requireSeen(tx, channel, actingAs(deps, as).id);
      await markRead(tx, as, id, seq);
    });
    return answer(context, undefined);
  });

  routes.post('/complete', async (context) => {
    const body = await readBody(context, requests.completeRequest);
    const { path, option, text, options } = body;
    const place = placeOf(await writableChannel(deps, body), body.thread);
    const account = accountOf(actingAs(deps, body.as).id);
    return context.json(await deps.receiver.complete({ account, place, path, option, text, options }));
  });

  return routes;
}

function answer(context: Context, form: Form | undefined): Response {
  return context.json(form ? { form: formToWire(form) } : {});
}

function actorOf(deps: ActionDeps, body: { id: string; as: string }) {
  const persona = actingAs(deps, body.as);
  return { id: body.id, account: accountOf(persona.id), displayName: persona.name, human: persona.human };
}

function actingAs(deps: ActionDeps, id: string): Persona {
  const persona = personaOf(deps.options, id);
  if (!persona) throw unknownThing('persona', id);
  return persona;
}

/** The channel that a persona acts in. @throws OpsError when it is hidden from them, or archived */
async function writableChannel(
  deps: ActionDeps,
  { channel, as }: { channel: string; as: string },
): Promise<string> {
  const { id } = actingAs(deps, as);
  await deps.db.read((reader) => deps.book.requireWritable(reader, channel, id));
  return channel;
}

async function messageOf(
  { db }: ActionDeps,
  id: string,
  viewer: string,
): Promise<{ message: Message; ref: MessageRef }> {
  const message = await db.read((reader) => findMessage(reader, id, viewer));
  if (!message || message.deletedAt !== null) throw unknownThing('message', id);
  return { message, ref: refOf(message.channel, id) };
}

function placeOfMessage(message: Message) {
  return placeOf(message.channel, message.thread);
}
