import * as z from 'zod';
import { FORMAT_NAMES } from '../../setting-file/formats.ts';
import { secretText } from '../secret-text.ts';

/** What a key is to become. */
const change = z.strictObject({
  /** What the result calls it. */
  name: z.string(),
  key: z.string(),
  to: secretText,
  kind: z.enum(['text', 'integer', 'number', 'boolean', 'time', 'null']),
  secret: z.boolean(),
  /** What a value must be that is known here only, because a secret stands in it. */
  rule: z.json().optional(),
});

const file = { file: z.string(), format: z.enum(FORMAT_NAMES) };
/** Run and step, by which what they leave beside the file is found again, and which attempt it is. */
const origin = { run: z.string(), step: z.string(), attempt: z.int().positive() };

export const readInput = z.strictObject({
  ...file,
  keys: z.array(z.strictObject({ name: z.string(), key: z.string(), secret: z.boolean() })),
});
export const writeInput = z.strictObject({
  ...file,
  ...origin,
  changes: z.array(change),
  add: z.boolean(),
  /** SHA-256 of what the file may be: as it was planned, or as this run has left it. */
  accepts: z.array(z.string()),
});
export const restoreInput = z.strictObject({
  ...file,
  ...origin,
  /** The step whose change is put back. */
  of: z.string(),
  changes: z.array(change),
});

export const standingInput = writeInput.pick({ file: true, run: true, step: true });

export type ReadInput = z.infer<typeof readInput>;
export type WriteInput = z.infer<typeof writeInput>;
export type RestoreInput = z.infer<typeof restoreInput>;
