import * as z from 'zod';
import { type SecretText, storedSecretText } from '../../../plan/text.ts';
import { type JsonExpectations, storedJsonExpectations } from '../expectation.ts';

/** Values of `$1` and so on; null for none. */
export type Params = readonly (SecretText | null)[];

/** What is asked, and what must be found: of `$.count` and `$.value`. */
export interface Question {
  readonly query: string;
  readonly params: Params;
  readonly expect: JsonExpectations;
}

/** What a plan keeps of a statement. */
export interface SqlSpec extends Question {
  readonly database: string;
  readonly limit: number;
  readonly withinMs: number;
  /** Null: it only reads. */
  readonly write: {
    /** How many rows it must change. */
    readonly rows: { readonly min: number; readonly max: number };
    readonly probe: Question;
  } | null;
}

const params = z.array(storedSecretText.nullable());
const question = { query: z.string(), params, expect: storedJsonExpectations };

/** The same, as it is read of a plan. */
export const stored: z.ZodType<SqlSpec> = z.strictObject({
  ...question,
  database: z.string(),
  limit: z.number(),
  withinMs: z.number(),
  write: z
    .strictObject({
      rows: z.strictObject({ min: z.number(), max: z.number() }),
      probe: z.strictObject(question),
    })
    .nullable(),
});
