import { z } from 'zod';
import type { Json } from '../../canonical.ts';
import { defineStep, type Prompt } from './step.ts';
import { answerers, describePrompt, promptOf } from './support/prompt.ts';

const field = z.strictObject({
  name: z.string().regex(/^[a-z][a-zA-Z0-9_]*$/),
  label: z.string().min(1),
  type: z.enum(['text', 'longtext', 'number', 'url']).default('text'),
  required: z.boolean().default(true),
  pattern: z.string().refine(isPattern, 'not a regular expression').optional(),
});
const written = z.strictObject({
  question: z.string().min(1),
  fields: z.array(field).min(1).max(5),
  ...answerers,
});
type Written = z.infer<typeof written>;

/** Asks a person for something that only a person knows. The answer is the step's result. */
export const ask = defineStep<Written>({
  kind: 'ask',
  summary: 'Asks a person to fill in a form.',
  written,
  defaultEffect: 'pure',
  resolve(given, scope) {
    const fields = given.fields.map(({ pattern, ...rest }) => ({
      ...rest,
      label: scope.text(rest.label),
      ...(pattern === undefined ? {} : { pattern }),
    }));
    return { ...promptOf(scope.text(given.question), given), fields } as unknown as Json;
  },
  describe: (spec) => describePrompt(spec as unknown as Prompt),
  async execute(spec, { answer }) {
    if (answer === undefined) return { status: 'asking', prompt: spec as unknown as Prompt };
    return { status: 'succeeded', result: { ...answer.value, by: answer.by, at: answer.at } };
  },
});

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    // The author is told by the schema's message.
    return false;
  }
}
