import type { Server } from 'node:http';
import { BOT_EVENTS, BOT_SCOPES } from '../../../src/bot/platforms/slack/manifest.ts';
import { httpWire } from './http-wire.ts';
import { createPeople, type People } from './people.ts';
import { type SocketWire, socketWire } from './socket-wire.ts';
import { addUser, emptyState, type State } from './state.ts';
import { serveWebApi, type WebApi } from './web-api.ts';
import type { Wire } from './wire.ts';

export const BOT_TOKEN = 'xoxb-test';
/** The same app in a second workspace. */
export const OTHER_BOT_TOKEN = 'xoxb-other';
export const OTHER_TEAM = 'T0EU00001';
export const APP_TOKEN = 'xapp-test';
export const SIGNING_SECRET = 'a signing secret';

/** Slack as an app meets it, with the scopes and events of our own manifest. */
export interface FakeSlack {
  readonly state: State;
  readonly api: WebApi;
  /** Base of the Web API, for `slackApiUrl`. */
  readonly apiUrl: string;
  readonly wire: Wire;
  readonly socket: SocketWire;
  readonly people: People;
  close(): Promise<void>;
}

export interface FakeSlackOptions {
  /** That the app was installed with. */
  readonly scopes?: readonly string[];
  /** What rate limits go by, in ms. */
  readonly now?: () => number;
}

/** @param mode over HTTP deliveries go to the address that `appUrl` answers at that moment */
export async function openFakeSlack(
  mode: 'http' | 'socket',
  appUrl: () => string,
  { scopes = BOT_SCOPES, now = Date.now }: FakeSlackOptions = {},
): Promise<FakeSlack> {
  const state = emptyState();
  addUser(state, 'U0ANA0001', 'ana');
  addUser(state, 'U0BEN0001', 'ben');
  addUser(state, 'U0ROBOT01', 'robot', { bot: true });
  const socket = socketWire();
  const api = await serveWebApi({
    state,
    botToken: BOT_TOKEN,
    appToken: APP_TOKEN,
    scopes,
    otherTeams: new Map([[OTHER_BOT_TOKEN, OTHER_TEAM]]),
    openSocket: socket.open,
    now,
  });
  socket.attach(api.server);
  const wire = mode === 'http' ? httpWire(appUrl, SIGNING_SECRET) : socket;
  return {
    state,
    api,
    apiUrl: `${api.url}/api/`,
    wire,
    socket,
    people: createPeople({ state, base: api.url, wire, events: BOT_EVENTS }),
    async close() {
      socket.cut();
      await closeServer(api.server);
    },
  };
}

async function closeServer(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  await promise;
}
