import { addMessage, contentOf } from './methods/chat.ts';
import { newId, type State } from './state.ts';

const USES = 5;
const VALID_MS = 30 * 60_000;

/** A new address at which an interaction can be answered. */
export function newResponseAddress(
  state: State,
  base: string,
  channel: string,
  user: string,
  clicked?: string,
): string {
  const id = newId('r');
  state.responses.set(id, { channel, user, clicked, at: Date.now(), uses: 0 });
  return `${base}/response/${id}`;
}

/** An answer at such an address. @returns the status. @throws ApiError for content that breaks a limit. */
export function takeResponse(state: State, id: string, body: { readonly [key: string]: unknown }): number {
  const address = state.responses.get(id);
  if (address === undefined || Date.now() - address.at > VALID_MS || address.uses >= USES) return 404;
  address.uses += 1;
  const type = body.response_type ?? 'ephemeral';
  if (type !== 'ephemeral' && type !== 'in_channel') return 400;
  if (body.replace_original === true) {
    const original = state.messages.find(
      (one) => one.channel === address.channel && one.ts === address.clicked,
    );
    if (original === undefined || original.deleted) return 404;
    Object.assign(original, contentOf(body));
    return 200;
  }
  addMessage(state, {
    ...contentOf(body),
    channel: address.channel,
    threadTs: typeof body.thread_ts === 'string' ? body.thread_ts : undefined,
    onlyFor: type === 'ephemeral' ? address.user : undefined,
  });
  return 200;
}
