/** A request as the routes see it. */
export interface Exchange {
  readonly method: string;
  /** Without the base and version: `/channels/1/messages`. */
  readonly path: string;
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  // Routes check what they read; whatever else is in it is the client's affair.
  readonly body: never;
  readonly files: readonly { readonly name: string; readonly content: string }[];
}

export interface Route {
  readonly method: string;
  /** Groups become `params`. */
  readonly pattern: RegExp;
  /** Answered with the token of the interaction instead of the bot's. */
  readonly open?: boolean;
  /** Undefined answers 204. */
  handle(exchange: Exchange): object | undefined;
}

export function route(
  method: string,
  path: string,
  handle: Route['handle'],
  options: { readonly open?: boolean } = {},
): Route {
  const pattern = new RegExp(`^${path.replace(/:\w+/g, '([^/]+)')}$`);
  return { method, pattern, handle, ...options };
}
