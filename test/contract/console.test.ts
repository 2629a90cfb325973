import { afterAll, beforeAll } from 'vitest';
import type { ListedChannel } from '../../src/bot/platforms/console/channels/book.ts';
import { type Console, createConsole } from '../../src/bot/platforms/console/console.ts';
import { type Card, cardText, type Form } from '../../src/chat/card.ts';
import { systemClock } from '../../src/clock.ts';
import type { Account } from '../../src/people/principal.ts';
import type { Database } from '../../src/store/database.ts';
import { clientOf, type WireMessage } from '../support/console/client.ts';
import { consoleOptions, emptyConsole } from '../support/console/open.ts';
import { openTestDatabase } from '../support/database.ts';
import type { Driver, Seen, SeenChannel } from './chat-harness.ts';
import { describeChatPlatform } from './chat-suite.ts';

/** The page's own: what it makes of a text. */
const { momentsIn }: { momentsIn: (text: string) => readonly (string | Date)[] } = await import(
  new URL('../../src/bot/platforms/console/web/moments.js', import.meta.url).href
);

const account = (id: string): Account => ({ platform: 'console', workspace: 'local', id });

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase(systemClock);
});
afterAll(() => db.close());

describeChatPlatform('the console', async () => {
  await emptyConsole(db);
  const open = (): Console => createConsole(consoleOptions(db));
  let platform = open();
  return {
    platform,
    drive: driverOf(() => platform),
    channels: async (by) => channelsSeenBy(platform, by),
    ana: account('ana'),
    ben: account('ben'),
    bot: account('deploybot'),
    place: { platform: 'console', workspace: 'local', channel: 'ops-twist' },
    async restart(receiver) {
      await platform.stop();
      platform = open();
      await platform.start(receiver);
      return platform;
    },
    measuresShifts: true,
    close: () => platform.stop(),
  };
});

/** Acts through the page's own API. */
function driverOf(platform: () => Console): Driver {
  const forms = new Map<string, Form>();
  const client = (by: Account) => clientOf(platform(), by.id);
  const act = async (by: Account, path: string, body: object, delivery?: string): Promise<void> => {
    const answer = await client(by).post(path, body, delivery);
    if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}`);
    if (answer.body.form) forms.set(by.id, answer.body.form);
    else forms.delete(by.id);
  };
  return {
    command: (by, { channel }, path, options, delivery) =>
      act(by, '/command', { channel, path, options }, delivery),
    click: (by, { message }, nonce, delivery) => act(by, '/click', { message, nonce }, delivery),
    choose: (by, { message }, nonce, value) => act(by, '/click', { message, nonce, value }),
    submit: (by, { channel }, nonce, values) => act(by, '/form', { channel, nonce, values }),
    react: (by, { message }, emoji) => act(by, '/reaction', { message, emoji, added: true }),
    unreact: (by, { message }, emoji) => act(by, '/reaction', { message, emoji, added: false }),
    remove: ({ message }) => act(account('ana'), '/delete', { message }),
    complete: (by, { channel }, path, option, text) =>
      client(by).complete({ channel, path, option, text, options: {} }),
    async see(by, { channel }) {
      return Promise.all(
        (await client(by).messages(channel)).map((message) => seen(platform(), by, message)),
      );
    },
    async seeThread(by, { message }) {
      return Promise.all((await client(by).thread(message)).map((reply) => seen(platform(), by, reply)));
    },
    seeForm: async (by) => forms.get(by.id),
  };
}

/** The page has no bookmarks. */
async function channelsSeenBy(platform: Console, by: Account): Promise<readonly SeenChannel[]> {
  const { channels } = await clientOf(platform, by.id).get<{ channels: readonly ListedChannel[] }>(
    `/state?as=${by.id}`,
  );
  return channels.map(({ id, topic, archived, pinned }) => ({
    place: { platform: 'console', workspace: 'local', channel: id },
    name: id,
    topic,
    archived,
    pinned: pinned.map((message) => message.id),
    bookmarks: [],
  }));
}

/** The page makes text nodes of all text: nobody is pinged, and only link controls are links. */
async function seen(platform: Console, by: Account, message: WireMessage): Promise<Seen> {
  const card = message.body?.type === 'card' ? message.body.card : undefined;
  const text = message.body?.type === 'text' ? message.body.text : card ? cardText(card) : '';
  return {
    ref: { platform: 'console', workspace: 'local', channel: message.channel, message: message.id },
    text,
    controls: (card?.controls ?? []).map((control) =>
      control.type === 'link' ? { label: control.label } : { label: control.label, nonce: control.nonce },
    ),
    quiet: message.onlyYou,
    pinged:
      (message.body?.type === 'card' ? message.body.card.calls : message.body?.calls)?.map(({ id }) => id) ??
      [],
    times: momentsIn(text).filter((part) => part instanceof Date),
    links: linksOf(card),
    files: message.file
      ? [{ name: message.file.name, content: await clientOf(platform, by.id).file(message.id) }]
      : [],
  };
}

function linksOf(card: Card | undefined): Seen['links'] {
  return (card?.controls ?? []).flatMap((control) =>
    control.type === 'link' ? [{ text: control.label, url: control.url }] : [],
  );
}
