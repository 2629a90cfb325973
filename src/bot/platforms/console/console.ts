import type { Server } from 'node:http';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ChatPlatform, Receiver } from '../../../chat/port.ts';
import { actionRoutes } from './actions.ts';
import { hostNames, parseAddress, refuseInProduction } from './address.ts';
import { loadAssets } from './assets.ts';
import { createBook } from './channels/book.ts';
import { createKeeper } from './channels/channel-keeper.ts';
import { createDeliveries, type Deliveries } from './delivery.ts';
import { createFeed } from './feed.ts';
import { type ConsoleOptions, personaOf } from './options.ts';
import { createPosts, LIMITS } from './posts.ts';
import { accountOf } from './refs.ts';
import { answerError, STOPPING, storableAddress, TOO_LARGE, unknownThing } from './refusals.ts';
import { pageHeaders, sameOrigin } from './same-origin.ts';
import { close, listen, portOf } from './server.ts';
import { findMessage, standingOf } from './store.ts';
import { viewRoutes } from './views.ts';

export interface Console extends ChatPlatform {
  /** Where a browser on this machine finds the page. @throws before `start` */
  readonly url: string;
}

interface Running {
  readonly server: Server;
  readonly port: number;
  readonly deliveries: Deliveries;
  readonly stopping: AbortController;
}

const OTHER_PROCESSES_POLL_MS = 1000;
const MAX_BODY_BYTES = 1024 * 1024;

/**
 * The third chat platform: a page on this machine. Everything it shows is in the database, so that a restart
 * loses nothing.
 * @throws OpsError `console.address` or `console.production` when it may not run here.
 */
export function createConsole(options: ConsoleOptions): Console {
  const address = parseAddress(options.addr);
  refuseInProduction(options.production, options.allowInProduction);
  const { db } = options;
  const book = createBook(options.channels);
  const feed = createFeed(db, OTHER_PROCESSES_POLL_MS);
  const posts = createPosts(db, feed, book);
  let running: Running | undefined;

  async function buildApp(receiver: Receiver, deliveries: Deliveries, stopping: AbortSignal): Promise<Hono> {
    const assets = await loadAssets();
    const app = new Hono();
    app.use(pageHeaders);
    app.use(sameOrigin(() => hostNames(running?.port ?? address.port)));
    app.use((c, next) => (stopping.aborted ? Promise.resolve(c.json({ refusal: STOPPING }, 503)) : next()));
    app.use(storableAddress);
    app.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => c.json({ refusal: TOO_LARGE }, 413) }));
    app.route('/api', viewRoutes({ db, feed, book, options, stopping }));
    app.route('/api', actionRoutes({ db, posts, book, deliveries, receiver, options }));
    app.get('/', (context) => assets.serve(context, 'index.html') ?? context.notFound());
    app.get('/:file', (context) => assets.serve(context, context.req.param('file')) ?? context.notFound());
    app.notFound((context) => answerError(unknownThing('page', context.req.path), context, options.logger));
    app.onError((error, context) => answerError(error, context, options.logger));
    return app;
  }

  function urlOf(): string {
    if (!running) throw new Error('the console has not been started');
    return `http://${address.host === '::1' ? '[::1]' : address.host}:${running.port}`;
  }

  return {
    id: 'console',
    local: true,
    limits: LIMITS,
    channels: createKeeper({
      db,
      feed,
      book,
      knows: (id) => personaOf(options, id) !== undefined,
      url: urlOf,
    }),
    get url() {
      return urlOf();
    },
    async start(receiver) {
      const stopping = new AbortController();
      const deliveries = createDeliveries(receiver, posts, (error) => {
        options.logger.error({ err: error }, 'a delivery failed after its form was opened');
      });
      const app = await buildApp(receiver, deliveries, stopping.signal);
      const server = await listen(app, address);
      running = { server, port: portOf(server), deliveries, stopping };
      options.logger.info({ url: this.url }, 'the console is open');
      if (options.production) {
        options.logger.warn('the console runs in production: whoever opens it acts as any persona');
      }
    },
    async stop() {
      if (!running) return;
      const { server, deliveries, stopping } = running;
      stopping.abort();
      await close(server);
      await deliveries.drain();
      running = undefined;
    },
    post: posts.post,
    edit: posts.edit,
    reply: posts.reply,
    async missing(_place, messages) {
      const there = await db.read((reader) => standingOf(reader, messages));
      return { gone: messages.filter((id) => !there.has(id)), left: [] };
    },
    async reactions(ref) {
      const message = await db.read((reader) => findMessage(reader, ref.message, null));
      return (message?.reactions ?? []).flatMap(({ emoji, personas: ids }) =>
        ids.map((id) => ({
          emoji,
          account: accountOf(id),
          human: personaOf(options, id)?.human ?? false,
        })),
      );
    },
    async rolesOf(account) {
      if (account.platform !== 'console') return [];
      return personaOf(options, account.id)?.groups ?? [];
    },
  };
}
