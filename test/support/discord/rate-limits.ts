import { createHash } from 'node:crypto';

export interface RateLimitRules {
  /** Of each bucket: a method, a route and the channel or server in it. */
  limit: number;
  perMs: number;
  /** Of the whole bot in a second. */
  global: number;
  /** Answers of 401, 403 and 429 in ten minutes, after which the address is banned. */
  invalid: number;
}

export interface Verdict {
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds to wait; undefined lets it through. */
  readonly retryAfter: number | undefined;
  readonly global: boolean;
}

/** Buckets as Discord documents them. */
export function createRateLimits(rules: RateLimitRules) {
  const buckets = new Map<string, { remaining: number; resetAt: number }>();
  let second = { startedAt: 0, used: 0 };
  let invalid = 0;

  return {
    take(method: string, path: string): Verdict {
      const now = performance.now();
      if (now - second.startedAt >= 1000) second = { startedAt: now, used: 0 };
      // Answers to interactions do not count.
      if (!path.startsWith('/interactions/') && ++second.used > rules.global) {
        return {
          headers: { 'x-ratelimit-global': 'true' },
          retryAfter: (second.startedAt + 1000 - now) / 1000,
          global: true,
        };
      }
      const name = bucketOf(method, path);
      let bucket = buckets.get(name);
      if (bucket === undefined || bucket.resetAt <= now) {
        bucket = { remaining: rules.limit, resetAt: now + rules.perMs };
        buckets.set(name, bucket);
      }
      const after = (bucket.resetAt - now) / 1000;
      const over = bucket.remaining <= 0;
      if (!over) bucket.remaining -= 1;
      const headers = {
        'x-ratelimit-limit': String(rules.limit),
        'x-ratelimit-remaining': String(bucket.remaining),
        'x-ratelimit-reset': String(Date.now() / 1000 + after),
        'x-ratelimit-reset-after': after.toFixed(3),
        'x-ratelimit-bucket': createHash('md5')
          .update(name.replace(/\d{15,}/g, ':id'))
          .digest('hex'),
      };
      return { headers, retryAfter: over ? after : undefined, global: false };
    },
    /** True when the address is banned. */
    answered(status: number): void {
      if (status === 401 || status === 403 || status === 429) invalid += 1;
    },
    get banned() {
      return invalid >= rules.invalid;
    },
  };
}

/** Ids of messages do not tell buckets apart; those of channels, servers and webhooks do. */
function bucketOf(method: string, path: string): string {
  return `${method} ${path.replace(/\/messages\/\d+/, '/messages/:id').replace(/\/reactions\/.*/, '/reactions')}`;
}
