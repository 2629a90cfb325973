/** How a delivery of Slack gets to the app. */
export interface Wire {
  deliver(delivery: Delivery): Promise<Answered>;
}

export interface Delivery {
  readonly kind: 'command' | 'interactive' | 'event';
  readonly payload: { readonly [key: string]: unknown };
  /** For an event that was not acknowledged: which try it is, from 1, and why it is tried again. */
  readonly retry?: { readonly number: number; readonly reason: string };
}

export interface Answered {
  /** 200 over a websocket, too. */
  readonly status: number;
  /** What the app answered, parsed; undefined when it said nothing. */
  readonly body: unknown;
  readonly afterMs: number;
}
