import type { Command } from '../../commands/command.ts';
import { notLinked } from '../../commands/who.ts';
import type { Guard } from './guard.ts';

/**
 * Keeps accounts that belong to nobody out of commands that need somebody. Whether this person may do this very thing is
 * decided by the service that does it, at the moment it is done. Clicks pass: a vote from an unlinked account is refused, and
 * logged, by the request that it was meant for.
 */
export function authorize(find: (path: readonly string[]) => Command | undefined): Guard {
  return async (arrival) => {
    const { inbound, principal } = arrival;
    const isOpen = inbound.type === 'command' && find(inbound.path)?.access === 'anyone';
    if (isOpen || inbound.type !== 'command' || principal !== undefined) return { pass: true, arrival };
    return { pass: false, refusal: notLinked(inbound.account) };
  };
}
