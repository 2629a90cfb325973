/** What goes wrong with a call of the Web API. */
export type Fault =
  | { readonly type: 'rate-limit'; readonly retryAfterS: number }
  | { readonly type: 'status'; readonly status: number }
  | { readonly type: 'error'; readonly word: string; readonly fields?: object }
  /** The connection breaks: before anything was done, or after, so that nobody hears of it. */
  | { readonly type: 'cut'; readonly done: boolean };

export interface Faults {
  /** The next call of this method fails; called twice, the next two do. */
  next(method: string, fault: Fault): void;
  take(method: string): Fault | undefined;
}

export function createFaults(): Faults {
  const waiting: { readonly method: string; readonly fault: Fault }[] = [];
  return {
    next: (method, fault) => void waiting.push({ method, fault }),
    take(method) {
      const at = waiting.findIndex((one) => one.method === method);
      return at < 0 ? undefined : waiting.splice(at, 1)[0]?.fault;
    },
  };
}
