import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { channelShape, guildShape, memberShape, userShape } from './rest/shapes.ts';
import { snowflake } from './snowflake.ts';
import type { DiscordState } from './state.ts';

/** What becomes of one event on its way. */
export type EventFault = 'drop' | 'double' | 'swap-with-next';

export interface GatewayOptions {
  readonly state: DiscordState;
  /** The token that is accepted now. */
  readonly token: () => string;
  readonly url: () => string;
  readonly heartbeatMs: number;
  readonly fault: (event: string) => EventFault | undefined;
}

interface Packet {
  readonly op: number;
  readonly d: unknown;
  readonly s: number | null;
  readonly t: string | null;
}

interface Session {
  readonly id: string;
  readonly intents: number;
  readonly sent: Packet[];
  socket: WebSocket | undefined;
}

const OP = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  resume: 6,
  reconnect: 7,
  invalid: 9,
  hello: 10,
  ack: 11,
} as const;
const CLOSE = {
  notAuthenticated: 4003,
  badToken: 4004,
  twice: 4005,
  badIntents: 4013,
  disallowedIntents: 4014,
} as const;
/** GUILD_MEMBERS, GUILD_PRESENCES and MESSAGE_CONTENT have to be switched on in the portal. */
const PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15);
/** The intent that an event needs; what is not here needs none. */
const NEEDS: Readonly<Record<string, number>> = {
  GUILD_CREATE: 1 << 0,
  THREAD_CREATE: 1 << 0,
  CHANNEL_CREATE: 1 << 0,
  CHANNEL_UPDATE: 1 << 0,
  CHANNEL_DELETE: 1 << 0,
  THREAD_DELETE: 1 << 0,
  MESSAGE_CREATE: 1 << 9,
  MESSAGE_DELETE: 1 << 9,
  MESSAGE_DELETE_BULK: 1 << 9,
  MESSAGE_REACTION_ADD: 1 << 10,
  MESSAGE_REACTION_REMOVE: 1 << 10,
  MESSAGE_REACTION_REMOVE_ALL: 1 << 10,
};

export interface Gateway {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  dispatch(event: string, data: object): void;
  /** Sends a frame as it stands, whatever it is. */
  write(text: string): void;
  /** Ends connections without a word. The sessions can be resumed. */
  cut(): void;
  /** Asks clients to connect anew and resume. */
  askToReconnect(): void;
  /** Forgets the sessions: who tries to resume one is told that it is invalid. */
  forgetSessions(): void;
  /** Sends the event that waits to be swapped with the next one. */
  release(): void;
  /** Ends connections because the token is no longer accepted. */
  refuse(): void;
  /** How often somebody identified and resumed. */
  readonly counts: { identified: number; resumed: number; refusedResumes: number };
  /** Live connections. */
  readonly connected: number;
  close(): void;
}

/** The websocket side: hello, heartbeats, identify, resume, and events with sequence numbers. */
export function createGateway(options: GatewayOptions): Gateway {
  const { state, token } = options;
  const server = new WebSocketServer({ noServer: true });
  const sessions = new Map<string, Session>();
  const counts = { identified: 0, resumed: 0, refusedResumes: 0 };
  let held: (() => void) | undefined;

  function push(session: Session, t: string, d: object): void {
    const packet = { op: OP.dispatch, t, d, s: session.sent.length + 1 };
    session.sent.push(packet);
    const fault = options.fault(t);
    const { socket } = session;
    if (socket === undefined || fault === 'drop') return;
    if (fault === 'swap-with-next' && held === undefined) {
      held = () => write(socket, packet);
      return;
    }
    write(socket, packet);
    if (fault === 'double') write(socket, packet);
    release();
  }

  function release(): void {
    const late = held;
    held = undefined;
    late?.();
  }

  function identify(socket: WebSocket, d: { token?: string; intents?: number }): Session | undefined {
    if (d.token !== token()) return void socket.close(CLOSE.badToken, 'Authentication failed.');
    if (!Number.isInteger(d.intents)) return void socket.close(CLOSE.badIntents, 'Invalid intent(s).');
    const intents = d.intents ?? 0;
    if ((intents & PRIVILEGED) !== 0)
      return void socket.close(CLOSE.disallowedIntents, 'Disallowed intent(s).');
    counts.identified += 1;
    const session: Session = { id: snowflake(), intents, sent: [], socket };
    sessions.set(session.id, session);
    const bot = state.users.get(state.bot);
    if (bot === undefined) throw new Error('the bot has no user');
    push(session, 'READY', {
      v: 10,
      user: userShape(bot),
      session_id: session.id,
      resume_gateway_url: options.url(),
      guilds: [{ id: state.guild, unavailable: true }],
      application: { id: state.application, flags: 0 },
    });
    if ((intents & (NEEDS.GUILD_CREATE ?? 0)) !== 0)
      push(session, 'GUILD_CREATE', guildCreate(state, bot.id));
    return session;
  }

  function resume(
    socket: WebSocket,
    d: { session_id?: string; seq?: number; token?: string },
  ): Session | undefined {
    const session = sessions.get(d.session_id ?? '');
    if (session === undefined || d.token !== token()) {
      counts.refusedResumes += 1;
      write(socket, { op: OP.invalid, d: false, s: null, t: null });
      return undefined;
    }
    counts.resumed += 1;
    session.socket = socket;
    for (const packet of session.sent) if ((packet.s ?? 0) > (d.seq ?? 0)) write(socket, packet);
    push(session, 'RESUMED', {});
    return session;
  }

  server.on('connection', (socket) => {
    let session: Session | undefined;
    write(socket, { op: OP.hello, d: { heartbeat_interval: options.heartbeatMs }, s: null, t: null });
    // A client that stays silent for too long is taken for dead.
    const late = (): NodeJS.Timeout => setTimeout(() => socket.terminate(), options.heartbeatMs * 2 + 1_000);
    let alarm = late();
    socket.on('close', () => {
      clearTimeout(alarm);
      if (session?.socket === socket) session.socket = undefined;
    });
    socket.on('message', (raw) => {
      const { op, d } = JSON.parse(String(raw)) as { op: number; d: never };
      if (op === OP.heartbeat) {
        clearTimeout(alarm);
        alarm = late();
        write(socket, { op: OP.ack, d: null, s: null, t: null });
      } else if (op === OP.identify) {
        if (session !== undefined) socket.close(CLOSE.twice, 'Already authenticated.');
        else session = identify(socket, d);
      } else if (op === OP.resume) {
        session = resume(socket, d);
      } else if (session === undefined) {
        socket.close(CLOSE.notAuthenticated, 'Not authenticated.');
      }
    });
  });

  const sockets = (): WebSocket[] => [...server.clients];
  return {
    counts,
    get connected() {
      return [...sessions.values()].filter((session) => session.socket !== undefined).length;
    },
    upgrade(request, socket, head) {
      server.handleUpgrade(request, socket, head, (opened) => server.emit('connection', opened, request));
    },
    dispatch(event, data) {
      const needed = NEEDS[event] ?? 0;
      for (const session of sessions.values()) {
        if ((session.intents & needed) === needed) push(session, event, data);
      }
    },
    write(text) {
      for (const socket of sockets()) socket.send(text);
    },
    cut() {
      for (const socket of sockets()) socket.terminate();
      for (const session of sessions.values()) session.socket = undefined;
    },
    askToReconnect() {
      for (const socket of sockets()) write(socket, { op: OP.reconnect, d: null, s: null, t: null });
    },
    forgetSessions() {
      sessions.clear();
    },
    refuse() {
      for (const socket of sockets()) socket.close(CLOSE.badToken, 'Authentication failed.');
      sessions.clear();
    },
    release,
    close() {
      for (const socket of sockets()) socket.terminate();
      server.close();
    },
  };
}

function write(socket: WebSocket, packet: Packet): void {
  socket.send(JSON.stringify(packet));
}

function guildCreate(state: DiscordState, bot: string): object {
  const channels = [...state.channels.values()];
  const shapes = (type: number): object[] =>
    channels.filter((one) => one.type === type && !one.closed).map(({ id }) => channelShape(state, id));
  const me = state.users.get(bot);
  return {
    ...guildShape(state),
    channels: [...shapes(4), ...shapes(0)],
    threads: shapes(11),
    members: me === undefined ? [] : [memberShape(me)],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    joined_at: '2026-01-01T00:00:00.000Z',
    large: false,
    unavailable: false,
  };
}
