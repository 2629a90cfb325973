import { unstorable } from '../values/characters.ts';
import { maybeSecret } from '../values/secret-value.ts';
import { fingerprint } from './fingerprint.ts';
import type { Scalar } from './format.ts';
import { unclear } from './problem.ts';

/** A value as people see it and a log keeps it: of a secret, and of what looks like one, its fingerprint. Null: there is none. */
export type Shown = (Scalar & { readonly secret?: true }) | null;

/** As of everything that people give and are given. */
const LONGEST = 4_000;

/**
 * @param file where it really is, so that one value has one fingerprint there whatever leads to it
 * @throws OpsError for a value that is too long to be shown whole, or that a log cannot keep
 */
export function shownScalar(file: string, key: string, value: Scalar | undefined, secret: boolean): Shown {
  if (value === undefined) return null;
  const { kind, text } = value;
  if (secret || maybeSecret(text)) return { kind: 'text', text: fingerprint(file, key, text), secret: true };
  if (text.length > LONGEST)
    throw unclear(
      `${key} has ${text.length} characters.`,
      `Write \`secret: true\`, so that only a fingerprint is shown.`,
    );
  const lost = unstorable(text);
  if (lost !== undefined) throw unclear(`The value of ${key} holds ${lost.name}.`, 'Mend the file by hand.');
  return { kind, text };
}
