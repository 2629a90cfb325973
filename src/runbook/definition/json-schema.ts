import * as z from 'zod';
import type { Json } from '../../canonical.ts';
import type { StepKinds } from '../steps/step.ts';
import { runbookSchema } from './construct/runbook.ts';

/** The JSON Schema of a runbook file, for completion in editors. A file may hold any part of a runbook. */
export function runbookJsonSchema(kinds: StepKinds): Json {
  const schema = z.toJSONSchema(runbookSchema(kinds), {
    io: 'input',
    unrepresentable: 'any',
    reused: 'ref',
    override: ({ jsonSchema }) => orReference(jsonSchema),
  });
  return {
    ...(schema as { readonly [key: string]: Json }),
    title: 'Keyturn runbook',
    // Header keys stand in one file of the folder, so no single file must have them.
    required: ['runbook'],
  };
}

/** A number may stand elsewhere: editors take the reference in its place. */
function orReference(schema: z.core.JSONSchema.BaseSchema): void {
  const { type, minimum, maximum, description, exclusiveMinimum, exclusiveMaximum, ...rest } = schema;
  if (type !== 'number' && type !== 'integer') return;
  const bounds = { minimum, maximum, exclusiveMinimum, exclusiveMaximum };
  for (const key of Object.keys(schema)) delete schema[key];
  Object.assign(schema, {
    ...rest,
    ...(description === undefined ? {} : { description }),
    anyOf: [
      { type, ...Object.fromEntries(Object.entries(bounds).filter(([, value]) => value !== undefined)) },
      { type: 'string', pattern: REFERENCE },
    ],
  });
}

const REFERENCE = '^\\{\\{ *(?:limits|vars)\\.[A-Za-z0-9_.-]+ *\\}\\}$';
