import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { PATIENCE_MS } from '../patience.ts';
import { newId } from './state.ts';
import type { Answered, Delivery, Wire } from './wire.ts';

export interface SocketWire extends Wire {
  /** A new address to connect to; it works once. */
  open(base: string): string;
  connections(): number;
  /** As Slack does about once an hour: announced, then closed by the app. */
  refresh(): void;
  /** Sends a frame as it stands, whatever it is. */
  write(frame: string | Buffer): void;
  /** Cut, without a word. */
  cut(): void;
}

const TYPES = { command: 'slash_commands', interactive: 'interactive', event: 'events_api' } as const;

/** Socket Mode: envelopes over a websocket, each of which the app acknowledges by its id. */
export function socketWire(): SocketWire & { attach(server: Server): void } {
  const sockets = new Set<WebSocket>();
  const tickets = new Set<string>();
  const waiting = new Map<string, (payload: unknown) => void>();
  const wss = new WebSocketServer({ noServer: true });

  function welcome(socket: WebSocket): void {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('message', (data) => {
      const { envelope_id, payload } = JSON.parse(String(data)) as { envelope_id: string; payload?: unknown };
      waiting.get(envelope_id)?.(payload);
      waiting.delete(envelope_id);
    });
    socket.send(
      JSON.stringify({ type: 'hello', num_connections: sockets.size, connection_info: { app_id: 'A1' } }),
    );
  }

  async function connected(): Promise<WebSocket> {
    const giveUpAt = performance.now() + PATIENCE_MS;
    while (performance.now() < giveUpAt) {
      const [socket] = [...sockets].filter((one) => one.readyState === one.OPEN);
      if (socket !== undefined) return socket;
      await sleep(10);
    }
    throw new Error('the app did not connect');
  }

  return {
    attach(server) {
      server.on('upgrade', (request, socket, head) => {
        const ticket = (request.url ?? '').split('ticket=')[1] ?? '';
        if (!tickets.delete(ticket)) return void socket.destroy();
        wss.handleUpgrade(request, socket, head, welcome);
      });
    },
    open(base) {
      const ticket = newId('ticket');
      tickets.add(ticket);
      return `${base.replace('http:', 'ws:')}/link/?ticket=${ticket}`;
    },
    connections: () => sockets.size,
    refresh() {
      for (const socket of sockets)
        socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' }));
    },
    write(frame) {
      for (const socket of sockets) socket.send(frame);
    },
    cut() {
      for (const socket of sockets) socket.terminate();
    },
    async deliver({ kind, payload, retry }: Delivery): Promise<Answered> {
      const socket = await connected();
      const began = performance.now();
      const envelope_id = newId('e');
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      waiting.set(envelope_id, resolve);
      const patience = setTimeout(() => reject(new Error('the envelope was not acknowledged')), PATIENCE_MS);
      socket.send(
        JSON.stringify({
          envelope_id,
          type: TYPES[kind],
          payload,
          accepts_response_payload: kind !== 'event',
          ...(retry === undefined ? {} : { retry_attempt: retry.number, retry_reason: retry.reason }),
        }),
      );
      const answer = await promise;
      clearTimeout(patience);
      const empty = typeof answer === 'object' && answer !== null && Object.keys(answer).length === 0;
      return { status: 200, body: empty ? undefined : answer, afterMs: performance.now() - began };
    },
  };
}
