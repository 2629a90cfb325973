import type { Inbound } from '../../chat/inbound.ts';
import type { Refusal } from '../../errors.ts';
import type { Principal } from '../../people/principal.ts';

/** An inbound on its way to its handler, with what the guards learned about it. */
export interface Arrival {
  readonly inbound: Inbound;
  readonly principal: Principal | undefined;
  /** Whether the platform could not be asked which groups the account is in: roles may be missing. */
  readonly unsure?: boolean;
  /** Roles that come from such groups, by what was last seen of them: nobody knows whether they still stand. */
  readonly doubted?: readonly string[];
}

/** Go on (perhaps knowing more), stop and say why, or stop without a word because it was answered before. */
export type GuardVerdict =
  | { readonly pass: true; readonly arrival: Arrival }
  | { readonly pass: false; readonly refusal?: Refusal };

export type Guard = (arrival: Arrival) => Promise<GuardVerdict>;

/** Asks each guard in turn; the first that stops decides. */
export async function passAll(guards: readonly Guard[], inbound: Inbound): Promise<GuardVerdict> {
  let arrival: Arrival = { inbound, principal: undefined };
  for (const guard of guards) {
    const verdict = await guard(arrival);
    if (!verdict.pass) return verdict;
    arrival = verdict.arrival;
  }
  return { pass: true, arrival };
}
