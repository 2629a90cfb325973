import postgres from 'postgres';

/** Runs statements on one connection; those that are sent together share round trips. */
export type Send = (
  text: string,
  params: readonly unknown[],
  mode: 'all' | 'execute',
) => Promise<readonly unknown[]>;

/** A connection to a server, for one user at a time. */
export interface Connection {
  readonly send: Send;
  /** True once it broke, or failed in a way that leaves its state unknown: nothing is sent on it any more. */
  isLost(): boolean;
  abandon(): void;
  /** Closes it, at once or after what is under way has ended. */
  end(how: 'now' | 'after-work'): Promise<void>;
}

// Drizzle's columns convert these types themselves; the driver must pass the text through untouched.
const PASS_THROUGH_OIDS = [1184, 1082, 1083, 1114, 1182, 1185, 1115, 1231, 114, 3802];
const PATIENCE_S = 5;

/**
 * Opens a client of one connection and keeps that reserved. A client of several sends statements of strangers ahead on
 * one connection, and connects anew behind our back: a transaction would go on outside of itself.
 * @throws the driver's error when the server cannot be reached.
 */
export async function openConnection(url: string): Promise<Connection> {
  let lost = false;
  const abandon = (): void => {
    lost = true;
  };
  const client = postgres(url, { max: 1, max_lifetime: null, onnotice: () => {}, onclose: abandon });
  passThrough(client.options);
  const own = await client.reserve().catch(async (error: unknown) => {
    await client.end({ timeout: 0 });
    throw error;
  });
  return {
    async send(text, params, mode) {
      if (lost) throw new Error('the connection to Postgres was lost');
      try {
        // Named prepared statements: an unnamed one costs a second round trip to learn its parameter types.
        const query = own.unsafe(text, params as never[], { prepare: params.length > 0 });
        return mode === 'all' ? await query.values() : await query;
      } catch (error) {
        // Whatever the server did not say itself leaves it unknown what the server did.
        if (!(error instanceof postgres.PostgresError)) abandon();
        throw error;
      }
    },
    isLost: () => lost,
    abandon,
    async end(how) {
      if (!lost) own.release();
      abandon();
      await client.end({ timeout: how === 'now' ? 0 : PATIENCE_S });
    },
  };
}

function passThrough(options: postgres.Sql['options']): void {
  const same = (value: unknown): never => value as never;
  for (const oid of PASS_THROUGH_OIDS) {
    options.parsers[oid] = same;
    options.serializers[oid] = same;
  }
}
