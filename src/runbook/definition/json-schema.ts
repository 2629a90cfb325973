import * as z from 'zod';
import type { Json } from '../../canonical.ts';
import type { StepKinds } from '../steps/step.ts';
import { runbookSchema } from './construct/runbook.ts';

/** The JSON Schema of a runbook file, for completion in editors. A file may hold any part of a runbook. */
export function runbookJsonSchema(kinds: StepKinds): Json {
  const schema = z.toJSONSchema(runbookSchema(kinds), { io: 'input', unrepresentable: 'any', reused: 'ref' });
  return {
    ...(schema as { readonly [key: string]: Json }),
    title: 'Keyturn runbook',
    // Header keys stand in one file of the folder, so no single file must have them.
    required: ['runbook'],
  };
}
