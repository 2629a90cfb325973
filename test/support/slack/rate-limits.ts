const MINUTE_MS = 60_000;

/** Calls a minute of one app in one workspace, where a program could come near: edits follow each other the fastest. */
const A_MINUTE: Readonly<Record<string, number>> = { 'chat.update': 50 };

export interface RateLimits {
  /** Seconds to wait; undefined lets the call through. */
  take(method: string, token: string): number | undefined;
}

/** The tiers that Slack documents, each method and workspace apart, over the last minute. */
export function createRateLimits(now: () => number): RateLimits {
  const taken = new Map<string, number[]>();
  return {
    take(method, token) {
      const most = A_MINUTE[method];
      if (most === undefined) return undefined;
      const key = `${method} ${token}`;
      const recent = (taken.get(key) ?? []).filter((at) => at > now() - MINUTE_MS);
      taken.set(key, recent);
      const [oldest = 0] = recent;
      if (recent.length >= most) return Math.ceil((oldest + MINUTE_MS - now()) / 1_000);
      recent.push(now());
      return undefined;
    },
  };
}
