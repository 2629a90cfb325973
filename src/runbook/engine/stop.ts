/** Why an attempt was stopped from outside. */
export type StopCause = 'timeout' | 'cancel' | 'shutdown' | 'lease';

/** One abort signal and the first cause of its abort. */
export interface Stop {
  readonly signal: AbortSignal;
  readonly cause: StopCause | undefined;
  now(cause: StopCause): void;
}

export function createStop(): Stop {
  const controller = new AbortController();
  let first: StopCause | undefined;
  return {
    signal: controller.signal,
    get cause() {
      return first;
    },
    now(cause) {
      if (first !== undefined) return;
      first = cause;
      controller.abort(new Error(`stopped: ${cause}`));
    },
  };
}
