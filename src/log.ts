import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import pino, { type Logger } from 'pino';
import type prettyStream from 'pino-pretty';

export type { Logger };

/**
 * The program's log: JSON lines, or readable lines on a terminal. Secrets are replaced at the stream, after
 * everything was serialized, so that no call site has to remember it.
 * @param secrets values that must never be written.
 */
export function createLog(level: string, secrets: readonly string[], to: NodeJS.WriteStream): Logger {
  const destination = to.isTTY ? readable(to) : to;
  const redacting = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      destination.write(withoutSecrets(chunk, secrets), done);
    },
  });
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, redacting);
}

function withoutSecrets(line: string, secrets: readonly string[]): string {
  let clean = line;
  // As JSON has it: a quote or a backslash in a secret stands escaped in the line.
  for (const secret of secrets)
    if (secret) clean = clean.replaceAll(JSON.stringify(secret).slice(1, -1), '[secret]');
  return clean;
}

/** Loaded only where a person looks: in production the log is JSON. */
function readable(to: NodeJS.WriteStream): Writable {
  const pretty = createRequire(import.meta.url)('pino-pretty') as typeof prettyStream;
  return pretty({ colorize: true, destination: to });
}
