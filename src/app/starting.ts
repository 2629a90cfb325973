import type { Logger } from '../log.ts';

/** Whoever watches a start asks what it does when nothing was printed for so long. */
const SILENT_MS = 2_000;

/** What a start is doing, for its log and for those who ask whether it is ready. */
export interface Starting {
  /**
   * Does one part of the start. One that takes long is named in the log while it lasts.
   * @param what reads behind "Keyturn is": "opening the database"
   */
  during<T>(what: string, work: () => Promise<T>): Promise<T>;
  /** In a sentence, with seconds. */
  describe(): string;
}

export function createStarting(log: Pick<Logger, 'info'>, now = () => performance.now()): Starting {
  let part: { readonly what: string; readonly since: number } | undefined;
  return {
    async during(what, work) {
      const since = now();
      part = { what, since };
      const timer = setTimeout(() => log.info(`still ${what}`), SILENT_MS);
      let ended = 'failed';
      try {
        const result = await work();
        ended = 'done';
        return result;
      } finally {
        clearTimeout(timer);
        part = undefined;
        if (now() - since > SILENT_MS) log.info(`${ended} ${what}, after ${seconds(now() - since)}`);
      }
    },
    describe() {
      if (part === undefined) return 'Keyturn is still starting.';
      return `Keyturn is still starting: it is ${part.what}, for ${seconds(now() - part.since)} now.`;
    },
  };
}

function seconds(ms: number): string {
  return `${Math.floor(ms / 1_000)} s`;
}
