import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGateway, type EventFault, type Gateway } from './gateway.ts';
import { answerRequest, type Recorded, type RequestFault } from './http.ts';
import { createPlayer, type Player } from './player.ts';
import { createRateLimits, type RateLimitRules } from './rate-limits.ts';
import { channelRoutes } from './rest/channels.ts';
import { guildRoutes } from './rest/guild.ts';
import { interactionRoutes } from './rest/interactions.ts';
import { messageRoutes } from './rest/messages.ts';
import { channelShape } from './rest/shapes.ts';
import { createState, type DiscordState, type FakeInteraction } from './state.ts';

export interface FakeDiscordOptions {
  /** How long an interaction waits for its first answer; Discord's 3 s unless a test has no time. */
  readonly answerMs?: number;
  readonly heartbeatMs?: number;
  readonly limits?: Partial<RateLimitRules>;
  /** What becomes of each event on its way, unless `failEvent` has something in store for it. */
  readonly faultOf?: (event: string) => EventFault | undefined;
}

export interface FakeDiscord {
  /** Value for DISCORD_API_URL. */
  readonly apiUrl: string;
  readonly token: string;
  readonly state: DiscordState;
  readonly player: Player;
  readonly gateway: Gateway;
  /** Every request that was answered, in order. */
  readonly requests: readonly Recorded[];
  /** Somebody pressed Reset Token: the old one is refused, and connections end. */
  revokeToken(): void;
  /** It was a fault of Discord's: the token is accepted again. */
  restoreToken(): void;
  /** The next request of this kind goes wrong; `path` is matched from its beginning. */
  failNext(method: string, path: RegExp, fault: RequestFault, times?: number): void;
  /** The next such event goes wrong. */
  failEvent(event: string, fault: EventFault): void;
  /** When the interaction got its first answer. @throws after its time */
  answered(interaction: FakeInteraction): Promise<void>;
  close(): Promise<void>;
}

const GENEROUS: RateLimitRules = { limit: 1_000, perMs: 1_000, global: 1_000, invalid: 10_000 };

/** Discord on this machine: REST over HTTP and the gateway over a websocket, with state, limits and faults. */
export async function startFakeDiscord(options: FakeDiscordOptions = {}): Promise<FakeDiscord> {
  const state = createState();
  const token = `${Buffer.from(state.application).toString('base64url')}.GFake_.not-a-secret-only-for-tests`;
  let accepted = token;
  const requests: Recorded[] = [];
  const requestFaults: { method: string; path: RegExp; fault: RequestFault; times: number }[] = [];
  const eventFaults: { event: string; fault: EventFault }[] = [];
  const waiting = new Map<string, () => void>();
  const answerMs = options.answerMs ?? 3_000;
  let origin = '';
  const gatewayUrl = (): string => `${origin.replace('http', 'ws')}/gateway`;

  const gateway = createGateway({
    state,
    token: () => accepted,
    url: gatewayUrl,
    heartbeatMs: options.heartbeatMs ?? 41_250,
    fault(event) {
      const at = eventFaults.findIndex((one) => one.event === event);
      return at < 0 ? options.faultOf?.(event) : eventFaults.splice(at, 1)[0]?.fault;
    },
  });
  const deps = {
    token: () => accepted,
    limits: createRateLimits({ ...GENEROUS, ...options.limits }),
    record: (request: Recorded) => void requests.push(request),
    fault(method: string, path: string) {
      const found = requestFaults.find(
        (one) => one.method === method && one.path.test(path) && one.times > 0,
      );
      if (found !== undefined) found.times -= 1;
      return found?.fault;
    },
    routes: [
      ...guildRoutes(state, gatewayUrl),
      ...channelRoutes(state, {
        channelChanged: (event, id) => gateway.dispatch(event, channelShape(state, id)),
      }),
      ...messageRoutes(state, {
        threadCreated: (id) =>
          gateway.dispatch('THREAD_CREATE', { ...channelShape(state, id), newly_created: true }),
      }),
      ...interactionRoutes(state, { answerMs, onAnswer: ({ id }) => waiting.get(id)?.() }),
    ],
  };
  const server = createServer((request, response) => {
    answerRequest(deps, request, response).catch((error: unknown) => {
      // A bug of the fake must fail the test that meets it.
      response.destroy();
      throw error;
    });
  });
  server.on('upgrade', gateway.upgrade);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    apiUrl: `${origin}/api`,
    token,
    state,
    gateway,
    requests,
    player: createPlayer(state, gateway),
    revokeToken() {
      accepted = 'another';
      gateway.refuse();
    },
    restoreToken() {
      accepted = token;
    },
    failNext: (method, path, fault, times = 1) => void requestFaults.push({ method, path, fault, times }),
    failEvent: (event, fault) => void eventFaults.push({ event, fault }),
    answered(interaction) {
      if (interaction.callback !== undefined) return Promise.resolve();
      return new Promise((done, fail) => {
        const alarm = setTimeout(
          () => fail(new Error('the interaction was not answered in time')),
          answerMs + 100,
        );
        waiting.set(interaction.id, () => {
          clearTimeout(alarm);
          done();
        });
      });
    },
    async close() {
      gateway.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
