import type { RESTOptions } from 'discord.js';

type Init = Parameters<RESTOptions['makeRequest']>[1];

/**
 * A request with its files as bytes. The first user of undici in a process decides which version of it sends for all of them
 * (`Symbol.for('undici.globalDispatcher.1')`: Node's own `fetch`, Slack's library or Discord's), and each version takes only its
 * own kind of FormData: with another's no file could be posted.
 */
export async function flatBody(init: Init): Promise<Init> {
  if (!(init.body instanceof FormData)) return init;
  const whole = new Response(init.body);
  const type = whole.headers.get('content-type') ?? 'multipart/form-data';
  return {
    ...init,
    headers: { ...(init.headers as Readonly<Record<string, string>>), 'content-type': type },
    body: new Uint8Array(await whole.arrayBuffer()),
  };
}
