import type { Turn } from '../at-most.ts';
import type { Limits } from './limits.ts';
import type { Answer, Send } from './postgres-connection.ts';
import type { Pool } from './postgres-pool.ts';

interface Passenger {
  readonly statement: Parameters<Send>;
  resolve(answer: Promise<Answer>): void;
  reject(reason: unknown): void;
}

/**
 * Sends statements that need no transaction. Those that are sent before the first of them has its connection go on the
 * same one, in one round trip. What the server refuses fails by itself; a lost connection fails all that were on their way.
 */
export function inFlights(
  pool: Pick<Pool, 'use'>,
  turn: Turn,
  { callMs, statementMs }: Pick<Limits, 'callMs' | 'statementMs'>,
): Send {
  let boarding: Passenger[] | undefined;

  async function fly(passengers: Passenger[]): Promise<void> {
    try {
      await pool.use(async ({ send }) => {
        boarding = undefined;
        // The server takes one after another: each is given the time that those before it may take there.
        const answers = passengers.map(async ({ statement: [text, params, mode, own = callMs] }, before) =>
          send(text, params, mode, own + before * statementMs),
        );
        for (const [index, { resolve }] of passengers.entries()) resolve(answers[index] as Promise<Answer>);
        await Promise.allSettled(answers);
      }, turn);
    } catch (error) {
      // No connection was to be had; what has its answer by now hears nothing of this.
      if (boarding === passengers) boarding = undefined;
      for (const { reject } of passengers) reject(error);
    }
  }

  return (...statement) =>
    new Promise<Answer>((resolve, reject) => {
      const passenger = { statement, resolve, reject };
      if (boarding !== undefined) {
        boarding.push(passenger);
        return;
      }
      boarding = [passenger];
      void fly(boarding);
    });
}
