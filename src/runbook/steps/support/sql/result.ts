import * as z from 'zod';
import type { Json } from '../../../../canonical.ts';
import type { StepOutcome } from '../../step.ts';
import { evidenceOf } from '../evidence.ts';
import { jsonMismatches } from '../expectation.ts';
import { rowsInWords } from './describe.ts';
import type { Question } from './spec.ts';

const cell = z.string().nullable();
/** A number that holds a secret comes back as text. */
const ms = z.union([z.number(), z.string()]);

/** What a query gave, as the integration answers it. */
export const answer = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(cell)),
  more: z.boolean(),
  ms,
});
export type Answer = z.output<typeof answer>;
/** What a statement changed. */
export const changed = z.object({ count: z.union([z.number(), z.string()]), ms });

/** What later steps find: rows by the names of their columns, and the one value where there is only one. */
function resultOf({ columns, rows, more, ms: took }: Answer): { readonly [field: string]: Json } {
  const [only, ...others] = rows;
  const isOne = only !== undefined && others.length === 0 && columns.length === 1 && !more;
  return {
    rows: rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null]))),
    // How many there are beyond the limit nobody has counted.
    count: more ? null : rows.length,
    more,
    ...(isOne ? { value: only[0] ?? null } : {}),
    ms: took,
  };
}

/** Whether a query found what was expected of it. */
export function judgeQuery(
  found: Answer,
  { database, limit, expect }: Question & { readonly database: string; readonly limit: number },
  now: Date,
): StepOutcome {
  const twins = found.columns.filter((name, index) => found.columns.indexOf(name) !== index);
  const result = resultOf(found);
  const wrong = [
    ...twins.map((name) => `two columns are called ${JSON.stringify(name)}: give one of them another name`),
    ...(found.more && Object.hasOwn(expect, '$.count')
      ? [`there are more than ${rowsInWords(limit)}, and how many nobody has counted`]
      : jsonMismatches(result, expect, now)),
  ];
  if (wrong.length === 0) return { status: 'succeeded', result };
  return {
    status: 'failed',
    reason: `the database ${database}: ${wrong.join('; ')}`,
    next: 'Compare the rows with what the runbook expects, and look into the database.',
    result,
  };
}

/** What the answer to a probe tells of a change; undefined when nobody can tell. */
export function judgeProbe(found: Answer, { expect }: Question, now: Date): StepOutcome | undefined {
  if (found.more) return undefined;
  const evidence = evidenceOf(resultOf(found), expect, now);
  if (evidence === undefined) return undefined;
  if (evidence.done) return { status: 'succeeded', result: { probed: true, count: null, ms: found.ms } };
  return {
    status: 'failed',
    reason: `the probe found that ${evidence.because}`,
    next: 'Look into the database, then run the action again.',
  };
}
