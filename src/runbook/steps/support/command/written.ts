import * as z from 'zod';
import { jsonExpectations } from '../expectation.ts';
import { patterns } from '../find.ts';

/** Bytes of output that are kept where the author says nothing else, and at most. */
export const KEPT_BYTES = 1024 * 1024;

/** A program and its arguments, each an item of its own. */
export const argv = z.array(z.string().min(1)).min(1);

/** What an exit code may mean beside an outcome that its author names. */
export const PLAIN_MEANINGS: readonly string[] = ['ok', 'failed', 'in-doubt'];
/** The key for every exit code that is not named. */
export const OTHER = 'other';

const meaning = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'an outcome is written in lower case with hyphens')
  .refine((name) => !['succeeded', 'cancelled', 'refused'].includes(name), {
    error: 'how a run ends is no outcome of a step',
    params: { suggestion: 'Write ok, failed or in-doubt, or name what was found, e.g. threat.' },
  });
const exitCode = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,2})$/, 'an exit code is a number of at most 255')
  .refine((code) => Number(code) <= 255, 'an exit code is a number of at most 255');

const probeExits = z
  .record(exitCode, z.enum(['done', 'not-done']))
  .meta({ description: 'Default: 0 is done. Any other code means that nobody can tell.' });

/** What is written of every program that a step starts, beside its command line. */
export const programFields = {
  cwd: z.string().min(1).optional(),
  env: z.record(z.string().regex(/^[A-Z_][A-Z0-9_]*$/i), z.string()).optional(),
  stdin: z.string().optional(),
  exits: z
    .record(z.union([exitCode, z.literal(OTHER)]), meaning)
    .optional()
    .meta({
      description:
        'What exit codes mean: `ok`, `failed`, `in-doubt` (it may have taken effect all the same), or an outcome; `other` is any code that is not named, which fails the step unless it says otherwise.',
    }),
  parse: z.enum(['json', 'text']).optional().meta({
    description:
      'How later steps have what it prints: as {{ steps.<id>.json.… }}, or as one value, {{ steps.<id>.text }}.',
  }),
  find: patterns.optional().meta({
    description:
      'Names, each with a pattern whose one group is the value: {{ steps.<id>.found.<name> }}. Looks at the end of what it prints.',
  }),
  maxOutput: z
    .int()
    .positive()
    .max(KEPT_BYTES)
    .optional()
    .meta({ description: 'Bytes of output kept for later steps.' }),
};

/** What tells after a crash whether it happened. @param line a command line, as the kind of step takes it */
export function probeOf<Line extends z.ZodType<readonly string[]>>(line: Line) {
  return z
    .union([
      line,
      z.strictObject({ run: line, exits: probeExits.optional(), json: jsonExpectations.optional() }),
    ])
    .optional()
    .meta({
      description: 'Tells after a crash whether it happened, by its exit code and by what its JSON shows.',
    });
}

const fields = z.strictObject({ run: argv, ...programFields, probe: probeOf(argv) });
/** A program as every kind of step that starts one has it. */
export type WrittenProgram = z.infer<typeof fields>;
