import type { MiddlewareHandler } from 'hono';
import type { Refusal } from '../../../errors.ts';
import { cut } from '../../../values/cut.ts';

/**
 * Answers only pages of our own. A foreign Host is a rebound DNS name; a foreign Origin, or none on a change,
 * is another site (or not a page at all) asking this browser to act.
 * @param hosts asked for at each request, because a free port is known only after listening.
 */
export function sameOrigin(hosts: () => ReadonlySet<string>): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header('host') ?? '';
    if (!hosts().has(host)) return context.json({ refusal: foreign('Host', host) }, 421);
    const changes = context.req.method !== 'GET' && context.req.method !== 'HEAD';
    const origin = context.req.header('origin');
    if (origin === undefined ? changes : origin !== `http://${host}`) {
      return context.json({ refusal: foreign('Origin', origin ?? 'none') }, 403);
    }
    const site = context.req.header('sec-fetch-site');
    if (site !== undefined && site !== 'same-origin' && site !== 'none' && context.req.path !== '/') {
      return context.json({ refusal: foreign('Sec-Fetch-Site', site) }, 403);
    }
    await next();
    return;
  };
}

function foreign(header: string, value: string): Refusal {
  return {
    code: 'console.foreign-page',
    what: 'The request was refused.',
    why: `Its ${header} header (${cut(value, 100)}) is not the console's own address.`,
    next: 'Open the console at the address that Keyturn printed at start.',
  };
}

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** No inline script, no foreign resource, no frame, and no string that becomes markup. */
export const pageHeaders: MiddlewareHandler = async (context, next) => {
  await next();
  context.header('Content-Security-Policy', POLICY);
  context.header('X-Content-Type-Options', 'nosniff');
  context.header('X-Frame-Options', 'DENY');
  context.header('Referrer-Policy', 'no-referrer');
  context.header('Cross-Origin-Opener-Policy', 'same-origin');
  context.header('Cross-Origin-Resource-Policy', 'same-origin');
  if (!context.res.headers.has('Cache-Control')) context.header('Cache-Control', 'no-store');
};
