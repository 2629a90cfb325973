import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { Database } from '../../../store/database.ts';
import type { Book } from './channels/book.ts';
import type { Feed } from './feed.ts';
import { type ConsoleOptions, EMOJI, personaOf } from './options.ts';
import { unknownThing } from './refusals.ts';
import { countText, logSearch } from './requests.ts';
import {
  channelPage,
  currentRevision,
  findMessage,
  readFileContent,
  threadReplies,
  unread,
} from './store.ts';
import { streamChanges } from './stream.ts';
import { commandToWire, logToWire, messageToWire } from './wire.ts';

export interface ViewDeps {
  readonly db: Database;
  readonly feed: Feed;
  readonly book: Book;
  readonly options: Pick<ConsoleOptions, 'personas' | 'commands' | 'log' | 'logger' | 'firstCommand'>;
  readonly stopping: AbortSignal;
}

const PAGE = 50;
const RECENT_SUBJECTS = 100;

/** What the page reads. `?as=` names the persona: quiet messages are answered to that persona alone. */
export function viewRoutes({ db, feed, book, options, stopping }: ViewDeps): Hono {
  const boot = randomUUID();
  const routes = new Hono();
  const viewer = (id: string | undefined): string => {
    if (id === undefined || personaOf(options, id) === undefined) throw unknownThing('persona', id ?? '');
    return id;
  };

  const commands = () => options.commands().map(commandToWire);

  routes.get('/state', async (context) => {
    const as = context.req.query('as');
    // The revision is read first: what commits in between comes again through the stream, and does no harm.
    const { rev, counts, channels } = await db.read(async (reader) => {
      const rev = await currentRevision(reader);
      const counts = as === undefined ? new Map() : await unread(reader, viewer(as), rev);
      return { rev, counts, channels: await book.seenBy(reader, as) };
    });
    return context.json({
      boot,
      rev,
      personas: options.personas(),
      channels: channels.map((channel) => ({
        ...channel,
        ...(counts.get(channel.id) ?? { readSeq: 0, unread: 0, called: 0 }),
      })),
      commands: commands(),
      emoji: EMOJI,
      firstCommand: `/${options.firstCommand}`,
    });
  });

  routes.get('/channels/:channel/messages', async (context) => {
    const as = viewer(context.req.query('as'));
    const before = countText.optional().parse(context.req.query('before')) ?? Number.MAX_SAFE_INTEGER;
    const channel = context.req.param('channel');
    const page = await db.read((reader) => channelPage(reader, channel, as, PAGE, before));
    return context.json({ messages: page.map(messageToWire), more: page.length === PAGE });
  });

  routes.get('/messages/:id', async (context) => {
    const as = viewer(context.req.query('as'));
    const id = context.req.param('id');
    const [root, replies] = await db.read(async (reader) => [
      await findMessage(reader, id, as),
      await threadReplies(reader, id, as),
    ]);
    if (!root) throw unknownThing('message', id);
    return context.json({ root: messageToWire(root), replies: replies.map(messageToWire) });
  });

  routes.get('/messages/:id/file', async (context) => {
    const id = context.req.param('id');
    const as = viewer(context.req.query('as'));
    const file = await db.read(async (reader) =>
      (await findMessage(reader, id, as)) ? readFileContent(reader, id) : undefined,
    );
    if (!file) throw unknownThing('file', id);
    return context.body(file.content, 200, {
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
    });
  });

  routes.get('/stream', (context) =>
    streamChanges(context, {
      feed,
      channels: (persona) => db.read((reader) => book.seenBy(reader, persona)),
      commands,
      personas: options.personas,
      viewer: viewer(context.req.query('as')),
      since: countText.optional().parse(context.req.query('since')) ?? 0,
      boot,
      stopping,
      logger: options.logger,
    }),
  );

  routes.get('/log', async (context) => context.json(await options.log.recent(RECENT_SUBJECTS)));
  routes.get('/log/:subject{.+}', async (context) => {
    const subject = context.req.param('subject');
    const view = await options.log.logOf(subject);
    if (!view) throw unknownThing('log', subject);
    return context.json(logToWire(view));
  });

  routes.get('/log-search', async (context) =>
    context.json(await options.log.search(logSearch.parse(context.req.query()))),
  );

  return routes;
}
