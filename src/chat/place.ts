import { z } from 'zod';
import type { Json } from '../canonical.ts';
import type { Place } from './inbound.ts';

const place = z.object({
  platform: z.enum(['console', 'discord', 'slack']),
  workspace: z.string(),
  channel: z.string(),
  thread: z.string().optional(),
  /** Set when only the person who asked sees the answer: accountKey of that account. */
  quiet: z.string().optional(),
});

export interface Whereabouts {
  readonly place: Place;
  /** Account key of the only person who sees it; empty when everybody in the channel does. */
  readonly audience: string;
}

/** Where a thing belongs, as it was stored with it by {@link storedPlace}; undefined when it came from elsewhere. */
export function readPlace(stored: Json): Whereabouts | undefined {
  const parsed = place.safeParse(stored);
  if (!parsed.success) return undefined;
  const { quiet, thread, ...rest } = parsed.data;
  return { place: thread === undefined ? rest : { ...rest, thread }, audience: quiet ?? '' };
}

/** A place as plain JSON, to be kept with a request or run. */
export function storedPlace({ platform, workspace, channel, thread }: Place, audience = ''): Json {
  return {
    platform,
    workspace,
    channel,
    ...(thread === undefined ? {} : { thread }),
    ...(audience === '' ? {} : { quiet: audience }),
  };
}
