import * as z from 'zod';
import { EMOJI } from './options.ts';

// Long enough for any text that a person pastes; the dispatcher answers what is too long, with a reason.
const value = z.string().max(500_000);
const values = z.record(z.string().max(100), value);
const id = z.string().min(1).max(100);

/** Every change comes from a persona and has an id of its own: the page repeats it until it is answered. */
const action = { id: z.string().regex(/^[\w-]{8,64}$/), as: id };
const place = { channel: id, thread: id.nullish() };

export const commandRequest = z.strictObject({
  ...action,
  ...place,
  path: z.array(z.string().max(100)).min(1).max(6),
  options: values,
});
export const clickRequest = z.strictObject({ ...action, message: id, nonce: id, value: value.optional() });
export const formRequest = z.strictObject({ ...action, ...place, nonce: id, values });
export const reactionRequest = z.strictObject({
  ...action,
  message: id,
  emoji: z.enum(EMOJI),
  added: z.boolean(),
});
export const textRequest = z.strictObject({ ...action, ...place, text: z.string().trim().min(1).max(8000) });
export const deleteRequest = z.strictObject({ ...action, message: id });
export const readRequest = z.strictObject({ as: id, channel: id, seq: z.int().nonnegative() });
export const completeRequest = z.strictObject({
  as: id,
  ...place,
  path: z.array(z.string().max(100)).min(1).max(6),
  option: id,
  text: z.string().max(1000),
  options: values,
});
