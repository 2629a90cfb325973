import * as z from 'zod';
import type { Json } from '../../../../canonical.ts';
import type { Inbound, Place } from '../../../../chat/inbound.ts';
import type { Origin } from '../responder.ts';

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** What somebody did, apart from who and where. */
export type What = Without<Inbound, 'id' | 'account' | 'displayName' | 'human' | 'place'>;

/** A delivery of Slack, before its sender is looked up. */
export interface Delivery {
  readonly id: string;
  readonly origin: Origin;
  readonly what: What;
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

const kept = z.object({
  id: z.string(),
  user: z.string(),
  respondAt: z.string().optional(),
  // As we wrote them ourselves.
  place: z.custom<Place>(isObject),
  what: z.custom<What>(isObject),
});

/** A delivery as it is kept until its work is done. What opens a form is left out: it works for three seconds. */
export function keep({ id, origin: { user, place, respondAt }, what }: Delivery): Json {
  const plain: z.infer<typeof kept> = {
    id,
    user,
    place,
    what,
    ...(respondAt === undefined ? {} : { respondAt }),
  };
  return plain as unknown as Json;
}

export function readKept(value: Json): Delivery {
  const { id, user, place, respondAt, what } = kept.parse(value);
  return { id, origin: { user, place, respondAt }, what };
}
