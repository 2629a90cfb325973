import * as z from 'zod';
import type { Json } from '../canonical.ts';
import { timeLimit } from '../duration.ts';
import { words } from '../written/words.ts';

const name = z.string().regex(/^[a-z][a-zA-Z0-9_.-]*$/);
const json: z.ZodType<Json> = z.json();
const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** What a program, a service or a database is made to answer. Which keys fit is known when it is asked. */
const answer = z
  .strictObject({
    exit: z.int().min(0).max(255).optional().meta({ description: 'Exit code of a program; 0 unless given.' }),
    status: z
      .int()
      .min(100)
      .max(599)
      .optional()
      .meta({ description: 'Status of an answer; 200 unless given.' }),
    text: z.string().optional().meta({
      description: 'What a program prints, or the body of an answer; `{{ run.id }}` is the id of the run.',
    }),
    json: json.optional().meta({ description: 'The same as JSON.' }),
    errors: z.string().optional().meta({ description: 'What a program prints as its errors.' }),
    rows: z
      .array(z.record(z.string(), cell))
      .optional()
      .meta({ description: 'Rows that a query finds, by the names of their columns.' }),
    changed: z.int().min(0).optional().meta({ description: 'How many rows a statement changes.' }),
    fails: words().optional().meta({ description: 'Why nothing was begun: no connection, no such program.' }),
    lost: words()
      .optional()
      .meta({ description: 'Why nobody knows what became of it: the answer was lost.' }),
  })
  .refine((given) => given.text === undefined || given.json === undefined, {
    message: 'an answer is text or JSON',
    params: { suggestion: 'Write `text:` or `json:`.' },
  });

const says = z.strictObject({
  by: name.optional().meta({ description: 'Who answers; somebody who may do anything unless given.' }),
  choice: z.string().optional().meta({ description: 'The button that is pressed, by its id.' }),
  fields: z.record(z.string(), z.string()).default({}),
});

export const expectation = z.strictObject({
  ends: z.enum(['succeeded', 'failed', 'refused', 'waiting', 'unknown', 'cancelled']),
  code: z.string().optional().meta({ description: 'The code of a refusal.' }),
  outcome: z.string().optional(),
  because: z.string().min(1).optional().meta({ description: 'A part of the reason that is told.' }),
  waitsFor: z.string().optional().meta({ description: 'The step that asks, or `approval`.' }),
  steps: z
    .record(
      z.string(),
      z.enum(['pending', 'waiting', 'asking', 'unknown', 'succeeded', 'failed', 'skipped', 'cancelled']),
    )
    .default({}),
  gives: z.record(z.string(), z.string()).default({}).meta({ description: 'What is handed on.' }),
  says: z
    .array(z.strictObject({ channel: z.string().optional(), text: z.string().min(1) }))
    .optional()
    .meta({ description: 'All that is posted, in order; `*` stands for any text.' }),
  does: z
    .array(z.union([z.string().min(1), z.array(z.string()).min(1)]))
    .optional()
    .meta({
      description:
        'All that is done outside, in order: a command line or its items, `POST https://…`, `database: select …`; `*` stands for any text.',
    }),
});

const played = {
  action: z.string().min(1).meta({ description: 'Without the name of its runbook.' }),
  with: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
    .default({})
    .meta({ description: 'Its parameters, as people type them.' }),
  dryRun: z.boolean().default(false),
  by: name.optional().meta({ description: 'Who asks; somebody who may do anything unless given.' }),
  approve: z
    .array(name)
    .max(50)
    .optional()
    .meta({ description: 'Who approves, in this order; as many as it takes unless given.' }),
  answers: z
    .record(z.string(), z.union([answer.transform((one) => [one]), z.array(answer).min(1).max(100)]))
    .default({})
    .meta({
      description:
        'By the id or title of a step, or by its command line or request. Of a list each is given once, and the last from then on.',
    }),
  people: z
    .record(z.string(), z.union([says.transform((one) => [one]), z.array(says).min(1).max(20)]))
    .default({})
    .meta({ description: 'What people answer to a step that asks, by its id or title.' }),
};

const trial = z.strictObject({
  ...played,
  first: z
    .array(z.strictObject(played))
    .max(20)
    .default([])
    .meta({ description: 'What was run before, and succeeded.' }),
  files: z
    .record(z.string().regex(/^(?![/~])(?!(?:.*\/)?\.\.(?:\/|$))[^\0\\]+$/), z.string())
    .optional()
    .meta({ description: 'Files below the home of the test, with their content.' }),
  plant: z
    .strictObject({ before: z.array(z.array(z.string()).min(1)).max(20).default([]) })
    .optional()
    .meta({
      description:
        'What has no answer here is really done, where the tests are run with --plant; these commands are run before.',
    }),
  at: z.iso
    .datetime({ error: 'is no time such as 2026-03-01T09:00:00Z' })
    .transform((text) => new Date(text))
    .optional()
    .meta({ description: 'When it takes place; now unless given. Waits of the runbook pass at once.' }),
  within: timeLimit.prefault('1m'),
  expect: expectation,
});

/** A file of tests as authors write it. */
export const testFile = z.strictObject({
  people: z
    .record(name, z.array(z.string().min(1)))
    .default({})
    .meta({ description: 'People of these tests, with their roles.' }),
  tests: z.record(words({ longest: 200 }), trial),
});

export type TestFile = z.output<typeof testFile>;
/** One test. */
export type Trial = z.output<typeof trial>;
/** One action that is run in a test. */
export type Part = Omit<Trial, 'first' | 'files' | 'plant' | 'at' | 'within' | 'expect'>;
export type Answer = z.output<typeof answer>;
export type Saying = z.output<typeof says>;
export type Expectation = z.output<typeof expectation>;
