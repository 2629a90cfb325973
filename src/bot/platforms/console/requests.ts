import * as z from 'zod';
import { unstorable } from '../../../values/characters.ts';
import { EMOJI } from './options.ts';

// Long enough for any text that a person pastes; the dispatcher answers what is too long, with a reason.
const value = z.string().max(500_000);
const values = z.record(z.string().max(100), value);
// Nothing is called so: no database could keep it.
const id = z
  .string()
  .min(1)
  .max(100)
  .refine((text) => unstorable(text) === undefined, 'it holds a character that cannot be kept');

/** The number of a message or of a change, as an address or a header holds it. */
export const countText = z
  .string()
  .regex(/^\d{1,15}$/, 'it is not a whole number')
  .transform(Number);

/** Every change comes from a persona and has an id of its own: the page repeats it until it is answered. */
const action = { id: z.string().regex(/^[\w-]{8,64}$/), as: id };
/** Characters of one message; the page knows it as well, and sends no more. */
const MOST_SAID = 8_000;
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
export const textRequest = z.strictObject({
  ...action,
  ...place,
  text: z.string().trim().min(1).max(MOST_SAID),
});
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

const word = z.string().trim().min(1).max(200).exactOptional();
const moment = z.iso
  .datetime()
  .transform((text) => new Date(text))
  .exactOptional();

/** What the page looks for in the log. */
export const logSearch = z.strictObject({
  text: word,
  by: word,
  system: word,
  since: moment,
  until: moment,
  before: countText.exactOptional(),
});
