import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import pino, { type Logger } from 'pino';
import type prettyStream from 'pino-pretty';
import { createRedactor } from './redaction/redactor.ts';

export type { Logger };

/** Where the log goes, and whether it still gets there. */
export interface LogOutlet extends Writable {
  /** Why lines of the log are lost now, in a sentence; empty while none is. */
  problems(): readonly string[];
}

/** How long lines are dropped before one is tried again. */
const TRY_AGAIN_MS = 5_000;
/** Bytes that wait for a reader that stands still; what comes then is lost. */
const MOST_WAITING = 1024 * 1024;
/** It reads again once it has taken so much of that: a slow reader is not told of every line by itself. */
const READS_AGAIN = MOST_WAITING / 2;
const STILL = 'its reader stands still';
/** pino's level of a warning. */
const WARN = 40;

/**
 * A destination of the log that may go away (a reader that ended, a full disk) or stand still (a reader that hangs): what it
 * does not take is lost and counted, which is said to whoever asks and, where lines are taken again, in the log itself; the
 * program lives on. Where it can still take one, a line is tried every few seconds.
 */
export function survivingOutlet(to: Writable, now: () => number = () => performance.now()): LogOutlet {
  let lost: string | undefined;
  let tryAt = 0;
  let dropped = 0;

  function note(error: NodeJS.ErrnoException | null | undefined): void {
    if (error === null || error === undefined) {
      if (lost !== STILL || to.writableLength <= READS_AGAIN) lost = undefined;
    } else {
      lost = error.code ?? error.message;
      tryAt = now() + TRY_AGAIN_MS;
    }
  }

  function drop(why: string): void {
    lost = why;
    dropped += 1;
  }

  /** @param lines how many are lost with it */
  function send(chunk: string, lines: number): void {
    to.write(chunk, (error) => {
      const why = lost;
      if (error) dropped += lines;
      note(error);
      if (lost === undefined && dropped > 0) sayDropped(why);
    });
  }

  /** Its place is where they would have stood: what waited before them was taken. */
  function sayDropped(why: string | undefined): void {
    const lines = dropped;
    dropped = 0;
    const msg = `${lines} lines of the log are missing here: nobody took them${why === undefined ? '' : ` (${why})`}`;
    send(`${JSON.stringify({ level: WARN, time: new Date().toISOString(), dropped: lines, msg })}\n`, lines);
  }

  // Without a listener it would be thrown where nobody listens, and end the process.
  to.on('error', note);
  const outlet = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      // After an error such a stream may never call back: what would wait for it would fill the memory.
      if (to.destroyed || to.writableEnded || to.errored) drop(lost ?? 'it was closed');
      else if (to.writableLength > MOST_WAITING || lost === STILL) drop(STILL);
      else if (lost === undefined || now() >= tryAt) send(chunk, 1);
      else dropped += 1;
      done();
    },
  });
  return Object.assign(outlet, {
    isTTY: isTerminal(to),
    problems: () =>
      lost === undefined
        ? []
        : [
            `Nobody takes the log (${lost}): its lines are lost, ${dropped} so far. Start Keyturn again with a reader that lives.`,
          ],
  });
}

/**
 * The program's log: JSON lines, or readable lines on a terminal. Secrets are replaced at the stream, after
 * everything was serialized, so that no call site has to remember it.
 * @param secrets values that must never be written.
 */
export function createLog(level: string, secrets: readonly string[], to: Writable): Logger {
  const destination = isTerminal(to) ? readable(to) : to;
  const redactor = createRedactor(secrets.map((value) => ({ value, shown: '[secret]' })));
  const redacting = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      destination.write(redactor.text(chunk), done);
    },
  });
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, redacting);
}

function isTerminal(to: Writable): boolean {
  return (to as Partial<NodeJS.WriteStream>).isTTY === true;
}

/** Loaded only where a person looks: in production the log is JSON. */
function readable(to: Writable): Writable {
  const pretty = createRequire(import.meta.url)('pino-pretty') as typeof prettyStream;
  return pretty({ colorize: true, destination: to });
}
