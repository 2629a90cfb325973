import * as z from 'zod';
import { words } from '../../written/words.ts';
import { besideFaultsOfRule, checkRule, valueFields } from '../definition/construct/value.ts';
import { ASKED_TYPES } from '../definition/construct/value-type.ts';
import { notGivable } from '../plan/givable.ts';
import { NOT_YET } from '../plan/known.ts';
import { LONGEST_ANSWER } from '../plan/plan.ts';
import { possibleValue } from '../plan/possible-value.ts';
import { typedSecret } from '../plan/secret-name.ts';
import { readValue } from '../plan/value.ts';
import { defineStep, type Prompt, type Scope } from './step.ts';
import { ANSWERED, answerers, describePrompt, promptOf, storedPrompt } from './support/prompt.ts';

const field = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-zA-Z0-9_]*$/),
    label: words(),
    type: z.enum(ASKED_TYPES).default('text'),
    required: z.boolean().default(true),
    ...valueFields,
    maxLength: z
      .int()
      .min(1)
      .max(LONGEST_ANSWER)
      .optional()
      .meta({ description: 'Characters; default 4000.' }),
  })
  .superRefine(checkRule, besideFaultsOfRule());
const written = z.strictObject({
  question: words(),
  fields: z.array(field).min(1).max(5),
  ...answerers,
});
type Written = z.infer<typeof written>;

/** Asks a person for something that only a person knows. The answer is the step's result. */
export const ask = defineStep<Written, Prompt>({
  kind: 'ask',
  summary: 'Asks a person to fill in a form.',
  written,
  stored: storedPrompt,
  defaultEffect: 'pure',
  resultOf: ({ fields }) => ({
    ...Object.fromEntries(fields.map(({ name, required }) => [name, required ? 'always' : 'maybe'])),
    by: 'always',
    at: 'always',
  }),
  possibleResults: ({ fields }) => ({
    ...Object.fromEntries(fields.map((each) => [each.name, possibleValue(each.name, each)])),
    ...ANSWERED,
  }),
  resolve(given, scope) {
    refuseNames(given, scope);
    refuseRules(given, scope);
    const fields = given.fields.map((each, index) => ({
      ...each,
      label: scope.at('fields', index, 'label').said(each.label),
    }));
    return {
      ...promptOf(scope.at('question').said(given.question), given, scope),
      fields,
    };
  },
  describe: describePrompt,
  async execute(prompt, { answer }) {
    if (answer === undefined) return { status: 'asking', prompt };
    return { status: 'succeeded', result: { ...answer.value, by: answer.by, at: answer.at } };
  },
});

/** Answers are stored by the names of their fields, beside who gave them and when. */
function refuseNames({ fields }: Written, scope: Scope): void {
  const seen = new Set(['by', 'at', 'choice']);
  for (const [index, { name, type }] of fields.entries()) {
    if (seen.has(name.toLowerCase())) {
      scope.at('fields', index, 'name').wrong({
        message: `The name '${name}' is taken by another field (case makes no difference), or by who answered and when.`,
        suggestion: 'Choose another name.',
      });
    }
    seen.add(name.toLowerCase());
    const secret = typedSecret(name, type);
    if (secret !== undefined) scope.at('fields', index, 'name').wrong(secret);
  }
}

/** A range without room, a pattern that no answer of its type fits, a choice that nobody can give, an example that leads astray. */
function refuseRules({ fields }: Written, scope: Scope): void {
  for (const [index, each] of fields.entries()) {
    for (const { path, ...problem } of notGivable(each.name, each, 'answer'))
      scope.at('fields', index, ...path).wrong(problem);
    const { example } = each;
    const read = example === undefined ? undefined : readValue(each.name, each, example, NOT_YET);
    if (read === undefined || 'value' in read) continue;
    scope.at('fields', index, 'example').wrong({
      message: `The example ${JSON.stringify(example)} ${read.why}.`,
      suggestion: read.next || 'Write one that fits the pattern.',
    });
  }
}
