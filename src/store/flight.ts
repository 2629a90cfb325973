import type { Turn } from '../waiting/at-most.ts';
import { hasForgotten } from './forgotten.ts';
import type { Limits } from './limits.ts';
import type { Connection, Send, ServerReply } from './postgres-connection.ts';
import type { Pool } from './postgres-pool.ts';

interface Passenger {
  readonly statement: Parameters<Send>;
  resolve(answer: ServerReply): void;
  reject(reason: unknown): void;
}

/**
 * Sends statements that need no transaction. Those that are sent before the first of them has its connection go on the
 * same one, in one round trip. What the server refuses fails by itself; a lost connection fails all that were on their way.
 * What a session has forgotten was not carried out there: it is sent once more.
 */
export function inFlights(
  pool: Pick<Pool, 'use'>,
  turn: Turn,
  { callMs, statementMs }: Pick<Limits, 'callMs' | 'statementMs'>,
): Send {
  let boarding: Passenger[] | undefined;

  async function fly(passengers: Passenger[], isLast = false): Promise<void> {
    const again: Passenger[] = [];
    const send = async (
      one: Passenger,
      before: number,
      connection: Pick<Connection, 'send'>,
    ): Promise<void> => {
      const [text, params, mode, own = callMs] = one.statement;
      try {
        // The server takes one after another: each is given the time that those before it may take there.
        one.resolve(await connection.send(text, params, mode, own + before * statementMs));
      } catch (error) {
        if (!isLast && hasForgotten(error)) again.push(one);
        else one.reject(error);
      }
    };
    try {
      await pool.use(async (connection) => {
        if (boarding === passengers) boarding = undefined;
        await Promise.all(passengers.map((one, before) => send(one, before, connection)));
      }, turn);
    } catch (error) {
      // No connection was to be had; what has its answer by now hears nothing of this.
      if (boarding === passengers) boarding = undefined;
      for (const { reject } of passengers) reject(error);
      return;
    }
    if (again.length > 0) await fly(again, true);
  }

  return (...statement) =>
    new Promise<ServerReply>((resolve, reject) => {
      const passenger = { statement, resolve, reject };
      if (boarding !== undefined) {
        boarding.push(passenger);
        return;
      }
      boarding = [passenger];
      void fly(boarding);
    });
}
