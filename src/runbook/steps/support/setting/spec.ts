import * as z from 'zod';
import { FORMAT_NAMES, type FormatName } from '../../../../setting-file/formats.ts';
import type { Shown } from '../../../../setting-file/shown.ts';
import { type ValueRule, valueFields } from '../../../definition/construct/value.ts';
import { VALUE_TYPES } from '../../../definition/construct/value-type.ts';
import type { StepReference } from '../../../plan/reference.ts';
import { type SecretText, storedSecretText } from '../../../plan/text.ts';

/** A key and what it is to become. */
export interface ChangeSpec {
  readonly name: string;
  readonly key: string;
  readonly to: SecretText;
  readonly secret: boolean;
  /** What the value must be. Absent: whatever the file takes. */
  readonly rule?: ValueRule;
}

export interface KeySpec {
  readonly name: string;
  readonly key: string;
  readonly secret: boolean;
}

interface InFile {
  readonly file: string;
  /** Null: its name does not tell, and nobody says. */
  readonly format: FormatName | null;
}

/** A file as it was when somebody asked. */
export interface Planned {
  /** Where it really is. */
  readonly path: string;
  readonly sha256: string;
  /** What the keys said, by their names. */
  readonly values: Readonly<Record<string, Shown>>;
  /** Earlier steps of the plan that change the same file. */
  readonly after: readonly string[];
}

export interface SetSpec extends InFile {
  readonly does: 'set';
  readonly changes: readonly ChangeSpec[];
  readonly add: boolean;
  /** Absent until somebody asks. */
  readonly planned?: Planned;
}

export interface ReadSpec extends InFile {
  readonly does: 'read';
  readonly keys: readonly KeySpec[];
}

export interface RestoreSpec {
  readonly does: 'restore';
  readonly of: StepReference;
  /** What that step changes. Absent until somebody asks. */
  readonly change?: SetSpec;
}

export type SettingSpec = SetSpec | ReadSpec | RestoreSpec;

const kinds = z.enum(['text', 'integer', 'number', 'boolean', 'time', 'null']);
export const storedShown: z.ZodType<Shown> = z
  .strictObject({ kind: kinds, text: z.string(), secret: z.literal(true).exactOptional() })
  .nullable();
const inFile = { file: z.string(), format: z.enum(FORMAT_NAMES).nullable() };
/** What a value must be, as a plan keeps it. */
export const storedRule: z.ZodType<ValueRule> = z.object({ type: z.enum(VALUE_TYPES), ...valueFields });
const set: z.ZodType<SetSpec> = z.strictObject({
  does: z.literal('set'),
  ...inFile,
  changes: z.array(
    z.strictObject({
      name: z.string(),
      key: z.string(),
      to: storedSecretText,
      secret: z.boolean(),
      rule: storedRule.exactOptional(),
    }),
  ),
  add: z.boolean(),
  planned: z
    .strictObject({
      path: z.string(),
      sha256: z.string(),
      values: z.record(z.string(), storedShown),
      after: z.array(z.string()),
    })
    .exactOptional(),
});

/** As a plan keeps it. */
export const stored: z.ZodType<SettingSpec> = z.union([
  set,
  z.strictObject({
    does: z.literal('read'),
    ...inFile,
    keys: z.array(z.strictObject({ name: z.string(), key: z.string(), secret: z.boolean() })),
  }),
  z.strictObject({
    does: z.literal('restore'),
    of: z.strictObject({ step: z.string(), path: z.array(z.string()) }),
    change: set.exactOptional(),
  }),
]);
