import * as z from 'zod';

/** A name of ours: a person, role, channel, system or policy. */
export const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'write lower-case letters, digits and dashes, beginning with a letter');

/** The name of a variable or secret, as it stands in `{{ … }}` and in the environment. */
export const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'write letters, digits and underscores, not beginning with a digit');

export const snowflake = z
  .string()
  .regex(/^\d{17,20}$/, 'write the id of 17 to 20 digits, in quotes (Discord: right-click, Copy ID)');

export const slackId = (letters: string, what: string) =>
  z
    .string()
    .regex(
      new RegExp(`^[${letters}][A-Z0-9]{2,20}$`),
      `write the id of the ${what}, such as ${letters[0]}024BE7LD`,
    );

export const path = z.string().min(1).meta({ description: 'Relative to the folder of this file.' });

/** `host:port`; becomes both. */
export const address = z
  .string()
  .regex(/^(\[[0-9a-fA-F:]+\]|[^\s:/]+):\d{1,5}$/, 'write host:port, such as 127.0.0.1:4310')
  .transform((text) => {
    const colon = text.lastIndexOf(':');
    const host = text.slice(0, colon).replace(/^\[|\]$/g, '');
    return { host, port: Number(text.slice(colon + 1)) };
  })
  .refine((found) => found.port <= 65_535, 'the port is at most 65535');

/** `https://host[:port]` and nothing behind it. */
export const origin = z
  .string()
  .refine((text) => isOrigin(text), 'write only scheme, host and port, such as https://monitor.example.com');

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return ['http:', 'https:'].includes(url.protocol) && url.origin === text;
}

/**
 * Ids of one thing on a platform: one id, or a list of ids. With several workspaces each says which one it
 * belongs to.
 */
export const platformIds = (id: z.ZodString) => {
  const one = z.union([id, z.strictObject({ workspace: name, id })]);
  return z.union([id, z.array(one)]);
};

export type WrittenIds = z.infer<ReturnType<typeof platformIds>>;
