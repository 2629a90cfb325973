import * as z from 'zod';
import { timeLimit } from '../../../../duration.ts';
import { besideOtherFaults } from '../../../../written/beside.ts';
import { numeric } from '../../../../written/numeric.ts';
import { slug } from '../../../definition/construct/entry.ts';
import { wantedValue } from '../expectation.ts';
import { CHANGES, firstWord, QUERIES } from './statement.ts';

const DEFAULT_LIMIT = 50;
/** What people look at; a database is no place to copy one out of. */
const MOST_ROWS = 1_000;
/** `$1` to `$100`. */
const MOST_PARAMS = 100;

const READS = 'Begin with SELECT, VALUES, TABLE or WITH. What changes rows says `write: true`.';
const COUNTED = 'Begin with INSERT, UPDATE, DELETE, MERGE or WITH: of these the server counts the rows.';

const statement = z.string().min(1).max(20_000);
const params = z
  .array(z.union([z.string(), numeric, z.boolean(), z.null()]))
  .max(MOST_PARAMS)
  .optional()
  .meta({ description: 'Values of `$1`, `$2` and so on. They are never a part of the statement.' });
const count = z.int().nonnegative();
/** One number of rows, or what it lies between. */
const rowCount = z.union([
  count,
  z
    .strictObject({ min: count.optional(), max: count.optional() })
    .refine(({ min, max }) => min !== undefined || max !== undefined, 'write `min`, `max` or both')
    .refine(({ min = 0, max = min }) => min <= max, 'no number lies between these limits'),
]);

/** What a statement is given, and what must be found. */
const question = {
  params,
  expect: z
    .strictObject({
      rows: rowCount.optional().meta({ description: 'How many rows there are.' }),
      value: wantedValue.optional().meta({ description: 'The value of the only column of the only row.' }),
    })
    .refine(({ rows, value }) => rows !== undefined || value !== undefined, {
      message: 'nothing is expected',
      params: { suggestion: 'Write `rows:` or `value:`.' },
    })
    .optional(),
};

const rows = z
  .union([rowCount, z.string().regex(/\{\{/, 'write a number, or a parameter such as "{{ params.rows }}"')])
  .optional()
  .meta({ description: 'With `write`: how many rows it must change. Any other number is rolled back.' });

const probe = z
  .strictObject({ query: beginning(QUERIES), params: question.params, expect: question.expect.unwrap() })
  .optional()
  .meta({ description: 'With `write`: asked when the answer to the commit was lost, or after a crash.' });

const fields = z.strictObject({
  database: slug.meta({ description: 'What the settings call it, under `databases` of the system.' }),
  query: statement.meta({ description: 'One statement; values stand in it as `$1`.' }),
  ...question,
  limit: z
    .int()
    .min(1)
    .max(MOST_ROWS)
    .optional()
    .meta({ description: `So many rows are taken at most; default ${DEFAULT_LIMIT}.` }),
  within: timeLimit.optional().meta({ description: 'So long it may take on the server; default 30s.' }),
  write: z.literal(true).optional().meta({ description: 'It changes rows. Default: it only reads.' }),
  rows,
  probe,
});
export const written = fields.superRefine(
  (given, context) => (given.write === true ? checkChange(given, context) : checkQuery(given, context)),
  besideOtherFaults('query'),
);
export type Written = z.output<typeof fields>;

/** The number of rows that are taken where the author says nothing else. */
export function limitOf({ limit = DEFAULT_LIMIT }: Written): number {
  return limit;
}

function checkQuery(given: Written, context: z.RefinementCtx): void {
  if (!QUERIES.includes(firstWord(given.query))) refuse(context, 'query', beginsWithNone(QUERIES), READS);
  for (const key of ['rows', 'probe'] as const)
    if (given[key] !== undefined)
      refuse(context, key, 'only what changes something has this', 'Add `write: true`, or take it away.');
}

function checkChange(given: Written, context: z.RefinementCtx): void {
  if (!CHANGES.includes(firstWord(given.query))) refuse(context, 'query', beginsWithNone(CHANGES), COUNTED);
  for (const key of ['rows', 'probe'] as const)
    if (given[key] === undefined)
      refuse(context, 'write', `what changes something says its ${key}`, `Add \`${key}:\`.`);
  for (const key of ['expect', 'limit'] as const)
    if (given[key] !== undefined)
      refuse(context, key, 'only a query gives rows', 'Ask for them in a step behind it.');
}

function refuse(context: z.RefinementCtx, key: keyof Written, message: string, suggestion: string): void {
  context.addIssue({ code: 'custom', path: [key], message, params: { suggestion } });
}

function beginsWithNone(words: readonly string[]): string {
  return `a statement that begins with none of ${words.map((word) => word.toUpperCase()).join(', ')}`;
}

function beginning(words: readonly string[]) {
  return statement.refine((text) => words.includes(firstWord(text)), {
    message: beginsWithNone(words),
    params: { suggestion: READS },
  });
}
