import * as z from 'zod';
import type { Io } from './integration.ts';

/**
 * Text in pieces: what stands there, and names of secrets that are filled in at the moment of use. With `json`, the
 * value is escaped for the inside of a JSON string.
 */
export const secretText = z.array(
  z.union([z.string(), z.strictObject({ secret: z.string(), json: z.literal(true).optional() })]),
);
export type SecretText = z.infer<typeof secretText>;

/** @throws OpsError when a secret is not set. */
export function fillSecrets(text: SecretText, io: Pick<Io, 'secret'>): string {
  return text
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      const value = io.secret(piece.secret);
      return piece.json ? JSON.stringify(value).slice(1, -1) : value;
    })
    .join('');
}
