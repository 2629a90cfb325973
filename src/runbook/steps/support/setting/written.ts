import * as z from 'zod';
import { FORMAT_NAMES } from '../../../../setting-file/formats.ts';
import { besideOtherFaults } from '../../../../written/beside.ts';
import { numeric } from '../../../../written/numeric.ts';
import { slug } from '../../../definition/construct/entry.ts';
import {
  besideFaultsOfRule,
  checkRule,
  type ValueRule,
  valueFields,
} from '../../../definition/construct/value.ts';
import { VALUE_TYPES } from '../../../definition/construct/value-type.ts';

/** Those that a file can hold: people and what is picked stand for something else. */
const TYPES = VALUE_TYPES.filter((type) => type !== 'person' && type !== 'pick');

const name = z
  .string()
  .max(100)
  .regex(/^[A-Za-z_][\w-]*$/, 'start with a letter and use letters, digits, underscores and hyphens only');
const key = z.string().min(1).max(500).meta({
  description: 'Where the value stands: a name in dotenv, a JSON Pointer such as /server/port elsewhere.',
});
const secret = z
  .boolean()
  .optional()
  .meta({ description: 'Only a fingerprint of it is shown. Default: by the name of the key.' });
const plain = z.union([z.string(), numeric, z.boolean()]);

const wanted = z
  .strictObject({
    key: key.optional(),
    to: plain.meta({ description: 'The new value.' }),
    secret,
    type: z.enum(TYPES).optional(),
    ...valueFields,
  })
  .superRefine((value, context) => {
    checkRule(ruleOf(value), context);
  }, besideFaultsOfRule());

export const written = z
  .strictObject({
    file: z
      .string()
      .min(1)
      .optional()
      .meta({ description: 'The file, below the folder of the system or absolute.' }),
    format: z.enum(FORMAT_NAMES).optional().meta({ description: 'Default: by the name of the file.' }),
    set: z
      .record(name, z.union([plain, wanted]))
      .optional()
      .meta({ description: 'The new values, by their keys or by names of their own.' }),
    missing: z
      .literal('add')
      .optional()
      .meta({ description: 'A key that dotenv lacks is added. Default: refused.' }),
    read: z
      .record(name, z.union([key, z.strictObject({ key, secret })]))
      .optional()
      .meta({ description: 'Keys that are looked at, by names of their own.' }),
    restore: slug.optional().meta({ description: 'The step whose change is put back.' }),
  })
  .superRefine(({ file, format, set, missing, read, restore }, context) => {
    const wrong = (message: string, suggestion: string): void => {
      context.addIssue({ code: 'custom', message, params: { suggestion } });
    };
    const given = [set, read, restore].filter((one) => one !== undefined);
    if (given.length !== 1)
      wrong(
        'a setting does not say what is done, or says it twice',
        'Write exactly one of set, read and restore.',
      );
    else if (restore !== undefined && (file ?? format) !== undefined)
      wrong('what is put back is put back where it was changed', 'Take `file` and `format` away.');
    else if (restore === undefined && file === undefined)
      wrong('a setting without a file', 'Write `file: …`.');
    if (missing !== undefined && set === undefined)
      wrong('only what is set can be added', 'Take `missing` away.');
  }, besideOtherFaults());

export type Written = z.output<typeof written>;
export type Wanted = z.output<typeof wanted>;

/** What a value must be. */
export function ruleOf({ key: _key, to: _to, secret: _secret, type = 'text', ...rule }: Wanted): ValueRule {
  return { type, ...rule };
}
