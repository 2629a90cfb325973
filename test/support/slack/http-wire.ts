import { createHmac } from 'node:crypto';
import { stringify } from 'node:querystring';
import type { Answered, Delivery, Wire } from './wire.ts';

export interface SignOptions {
  readonly secret: string;
  /** Seconds. */
  readonly timestamp: number;
}

export function signed(body: string, { secret, timestamp }: SignOptions): Record<string, string> {
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': String(timestamp), 'x-slack-signature': `v0=${digest}` };
}

/** The body of a delivery, and its type, as Slack sends it. */
export function bodyOf({ kind, payload }: Delivery): { readonly body: string; readonly type: string } {
  if (kind === 'event') return { body: JSON.stringify(payload), type: 'application/json' };
  const fields = kind === 'command' ? payload : { payload: JSON.stringify(payload) };
  return { body: stringify(fields as Record<string, string>), type: 'application/x-www-form-urlencoded' };
}

/** Signed requests, as to the app's Request URL. */
export function httpWire(url: () => string, secret: string): Wire {
  return {
    async deliver(delivery) {
      const { body, type } = bodyOf(delivery);
      const { retry } = delivery;
      // A try that comes again comes later, and is signed anew.
      const timestamp = Math.floor(Date.now() / 1_000) + (retry?.number ?? 0);
      const headers = {
        'content-type': type,
        ...signed(body, { secret, timestamp }),
        ...(retry === undefined
          ? {}
          : { 'x-slack-retry-num': String(retry.number), 'x-slack-retry-reason': retry.reason }),
      };
      return post(url(), headers, body);
    },
  };
}

export async function post(url: string, headers: Record<string, string>, body: string): Promise<Answered> {
  const began = performance.now();
  const response = await fetch(url, { method: 'POST', headers, body });
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    body: text === '' ? undefined : json ? (JSON.parse(text) as unknown) : text,
    afterMs: performance.now() - began,
  };
}
