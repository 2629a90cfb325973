import type { MessageRef, Place } from '../../../chat/inbound.ts';
import type { Account } from '../../../people/principal.ts';

/** The console's only workspace. */
const HERE = { platform: 'console', workspace: 'local' } as const;

export function accountOf(persona: string): Account {
  return { ...HERE, id: persona };
}

export function refOf(channel: string, message: string): MessageRef {
  return { ...HERE, channel, message };
}

export function placeOf(channel: string, thread: string | null | undefined): Place {
  return thread === null || thread === undefined ? { ...HERE, channel } : { ...HERE, channel, thread };
}
