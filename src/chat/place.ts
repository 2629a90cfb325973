import * as z from 'zod';
import type { Json } from '../canonical.ts';
import type { Place } from './inbound.ts';

const spot = z.object({
  platform: z.enum(['console', 'discord', 'slack']),
  workspace: z.string(),
  channel: z.string(),
  thread: z.string().optional(),
});

const place = spot.extend({
  /** Set when only the person who asked sees the answer: accountKey of that account. */
  quiet: z.string().optional(),
  /** The other places of the same channel. */
  also: z.array(spot).default([]),
});

/** A channel, everywhere it is: the first place, where it was asked if it is there, and all others. */
export interface Places {
  readonly place: Place;
  readonly also: readonly Place[];
}

export interface Whereabouts extends Places {
  /** Account key of the only person who sees it; empty when everybody in the channel does. */
  readonly audience: string;
}

/** Where a thing belongs, as it was stored with it by {@link storedPlace}; undefined when it came from elsewhere. */
export function readPlace(stored: Json): Whereabouts | undefined {
  const parsed = place.safeParse(stored);
  if (!parsed.success) return undefined;
  const { quiet, also, ...rest } = parsed.data;
  return { place: placeOf(rest), also: also.map(placeOf), audience: quiet ?? '' };
}

function placeOf({ thread, ...rest }: z.output<typeof spot>): Place {
  return thread === undefined ? rest : { ...rest, thread };
}

/** Places as plain JSON, to be kept with a request or run. */
export function storedPlace({ place, also }: Places, audience = ''): Json {
  return {
    ...placeJson(place),
    ...(audience === '' ? {} : { quiet: audience }),
    ...(also.length === 0 ? {} : { also: also.map(placeJson) }),
  };
}

function placeJson({ platform, workspace, channel, thread }: Place) {
  return {
    platform,
    workspace,
    channel,
    ...(thread === undefined ? {} : { thread }),
  };
}
