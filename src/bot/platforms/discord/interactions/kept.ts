import * as z from 'zod';
import type { Json } from '../../../../canonical.ts';
import type { Inbound } from '../../../../chat/inbound.ts';

/** What it takes to answer an interaction, for the quarter of an hour that its token lives. */
export interface Answerable {
  readonly id: string;
  readonly applicationId: string;
  readonly token: string;
}

const kept = z.object({
  interaction: z.object({ id: z.string(), applicationId: z.string(), token: z.string() }),
  // As we wrote it ourselves.
  inbound: z.custom<Inbound>((value) => typeof value === 'object' && value !== null),
});

/** An interaction as it is kept until its work is done. */
export function keep({ id, applicationId, token }: Answerable, inbound: Inbound): Json {
  return { interaction: { id, applicationId, token }, inbound: inbound as unknown as Json };
}

export function readKept(value: Json): { readonly interaction: Answerable; readonly inbound: Inbound } {
  return kept.parse(value);
}
