import * as z from 'zod';

const object = z.looseObject({});
const event = z.looseObject({
  type: z.literal('event_callback'),
  event: z.looseObject({ type: z.string() }),
});
const interaction = z.looseObject({
  type: z.string(),
  user: z.looseObject({ id: z.string() }),
  actions: z.array(z.looseObject({ type: z.string(), action_id: z.string() })).optional(),
  view: z.looseObject({ id: z.string(), callback_id: z.string().optional() }).nullish(),
});
const command = z.looseObject({ command: z.string(), user_id: z.string() });

/**
 * Whether a payload has what Bolt reads of it without looking, before our own readers see it: what it is, and who did it.
 */
export function isDelivery(payload: unknown): boolean {
  const read = object.safeParse(payload);
  if (!read.success) return false;
  if (read.data.type === 'event_callback') return event.safeParse(payload).success;
  if (read.data.command !== undefined) return command.safeParse(payload).success;
  return interaction.safeParse(payload).success;
}
