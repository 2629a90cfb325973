import { addMessage, contentOf } from './methods/chat.ts';
import { newId, type State } from './state.ts';

const USES = 5;
const VALID_MS = 30 * 60_000;

/** A new address at which an interaction can be answered. */
export function newResponseAddress(state: State, base: string, channel: string, user: string): string {
  const id = newId('r');
  state.responses.set(id, { channel, user, at: Date.now(), uses: 0 });
  return `${base}/response/${id}`;
}

/** An answer at such an address. @returns the status. @throws ApiError for content that breaks a limit. */
export function takeResponse(state: State, id: string, body: { readonly [key: string]: unknown }): number {
  const address = state.responses.get(id);
  if (address === undefined || Date.now() - address.at > VALID_MS || address.uses >= USES) return 404;
  address.uses += 1;
  const type = body.response_type ?? 'ephemeral';
  if (type !== 'ephemeral' && type !== 'in_channel') return 400;
  addMessage(state, {
    ...contentOf(body),
    channel: address.channel,
    threadTs: typeof body.thread_ts === 'string' ? body.thread_ts : undefined,
    onlyFor: type === 'ephemeral' ? address.user : undefined,
  });
  return 200;
}
