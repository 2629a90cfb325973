import type { EventEmitter } from 'node:events';
import { libraryOf } from '../bot/outside.ts';
import type { Logger } from '../log.ts';

export interface ProcessGuard {
  /** What was thrown where nobody listened and was survived: by platform, `process` for our own promises. */
  survived(): Readonly<Record<string, number>>;
  /** Nothing is survived any more. */
  release(): void;
}

/** Memory that is used up, and an embedded database that broke off: nothing in this process can be relied on. */
const FATAL_CODES: ReadonlySet<unknown> = new Set(['ERR_OUT_OF_MEMORY', 'ERR_WORKER_OUT_OF_MEMORY']);

/**
 * Decides what becomes of the process when something is thrown where nobody listens.
 *
 * A promise that nobody waited for, and whatever a chat library throws out of its own sockets and timers, is counted and
 * survived: every change of ours is a transaction, which is either committed or not there. A callback of our own that
 * throws may have left a loop that is never entered again, in a process that looks alive. Then it ends in good order, and
 * whoever supervises it starts the next one. The same where the engine itself failed.
 * @param end told once, with the reason
 */
export function guardProcess(
  log: Pick<Logger, 'error' | 'fatal'>,
  end: (error: unknown) => void,
  source: Pick<EventEmitter, 'on' | 'off'> = process,
): ProcessGuard {
  const survived = new Map<string, number>();
  let ending = false;

  function survive(error: unknown, where: string, what: string): void {
    const count = (survived.get(where) ?? 0) + 1;
    survived.set(where, count);
    log.error({ err: error, from: where, count }, `${what} that nobody waited for was survived`);
  }

  function stop(error: unknown): void {
    if (ending) return;
    ending = true;
    log.fatal({ err: error }, 'something was thrown that cannot be survived; the process ends in good order');
    end(error);
  }

  const rejected = (error: unknown): void => {
    if (isFatal(error)) stop(error);
    else survive(error, libraryOf() ?? 'process', 'a failure');
  };
  const thrown = (error: unknown): void => {
    const library = libraryOf();
    if (library === undefined || isFatal(error)) stop(error);
    else survive(error, library, 'an exception');
  };
  source.on('unhandledRejection', rejected);
  source.on('uncaughtException', thrown);
  return {
    survived: () => Object.fromEntries(survived),
    release() {
      source.off('unhandledRejection', rejected);
      source.off('uncaughtException', thrown);
    },
  };
}

function isFatal(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // WebAssembly's own error.
  return error.name === 'RuntimeError' || FATAL_CODES.has((error as NodeJS.ErrnoException).code);
}
