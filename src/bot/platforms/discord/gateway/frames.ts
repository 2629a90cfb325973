import * as z from 'zod';

/** A frame of the gateway, as far as the library depends on it without looking. */
export interface Frame {
  readonly op: number;
  readonly t?: string | null | undefined;
  readonly s?: number | null | undefined;
  readonly d?: unknown;
}

const frame = z.looseObject({
  op: z.int(),
  t: z
    .string()
    .regex(/^[A-Z_]{1,100}$/)
    .nullish(),
  s: z.int().nonnegative().nullish(),
});
const snowflake = z.string().regex(/^\d{1,20}$/);
const ready = z.looseObject({
  session_id: z.string().min(1),
  // The library connects there after a lost connection, whatever it is.
  resume_gateway_url: z.url({ protocol: /^wss?$/ }),
  user: z.looseObject({ id: snowflake }),
  application: z.looseObject({ id: snowflake }),
  guilds: z.array(z.looseObject({ id: snowflake })),
});
/** The library beats with whatever it is told: nothing at all would be a beat a millisecond. */
const hello = z.looseObject({ heartbeat_interval: z.number().min(1_000).max(600_000) });
const object = z.looseObject({});

const OP = { dispatch: 0, invalidSession: 9, hello: 10 } as const;
/** Resuming ends without data. */
const BARE = new Set(['RESUMED']);

/**
 * Checks what the library takes for granted about the frames that make and keep a connection; what an event holds is
 * its handler's to find out.
 * https://discord.com/developers/docs/events/gateway-events
 * @throws ZodError when it is no frame of the gateway.
 */
export function readFrame(value: unknown): Frame {
  const read = frame.parse(value);
  switch (read.op) {
    case OP.hello:
      hello.parse(read.d);
      return read;
    case OP.invalidSession:
      // Anything but a clear yes means that the session cannot be resumed.
      return { ...read, d: read.d === true };
    case OP.dispatch:
      if (read.t === 'READY') ready.parse(read.d);
      else if (!BARE.has(read.t ?? '')) object.parse(read.d);
      return read;
    default:
      return read;
  }
}
