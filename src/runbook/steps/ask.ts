import * as z from 'zod';
import { compilePattern } from '../../pattern/pattern.ts';
import { noRoomFor } from '../../pattern/room.ts';
import { words } from '../../written/words.ts';
import { LONGEST_ANSWER } from '../plan/plan.ts';
import { type Possible, SOME_TEXT } from '../plan/possible.ts';
import { defineStep, type Prompt, type Scope } from './step.ts';
import { ANSWERED, answerers, describePrompt, promptOf, storedPrompt } from './support/prompt.ts';

const field = z.strictObject({
  name: z.string().regex(/^[a-z][a-zA-Z0-9_]*$/),
  label: words(),
  type: z.enum(['text', 'longtext', 'number', 'url']).default('text'),
  required: z.boolean().default(true),
  pattern: z.string().superRefine(checkPattern).optional(),
});
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
    ...Object.fromEntries(fields.map(({ name, type }) => [name, POSSIBLE[type]])),
    ...ANSWERED,
  }),
  resolve(given, scope) {
    refuseNames(given, scope);
    refusePatterns(given, scope);
    const fields = given.fields.map(({ pattern, ...rest }, index) => ({
      ...rest,
      label: scope.at('fields', index, 'label').said(rest.label),
      ...(pattern === undefined ? {} : { pattern }),
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

const POSSIBLE: Readonly<Record<z.infer<typeof field>['type'], Possible>> = {
  text: SOME_TEXT,
  longtext: SOME_TEXT,
  number: [{ type: 'number' }],
  url: [{ type: 'text', numeric: false, instant: false }],
};

/** Answers are stored by the names of their fields, beside who gave them and when. */
function refuseNames({ fields }: Written, scope: Scope): void {
  const seen = new Set(['by', 'at', 'choice']);
  for (const [index, { name }] of fields.entries()) {
    if (seen.has(name.toLowerCase())) {
      scope.at('fields', index, 'name').wrong({
        message: `The name '${name}' is taken by another field (case makes no difference), or by who answered and when.`,
        suggestion: 'Choose another name.',
      });
    }
    seen.add(name.toLowerCase());
  }
}

/** A pattern that no answer of its type fits. */
function refusePatterns({ fields }: Written, scope: Scope): void {
  for (const [index, { type, pattern }] of fields.entries()) {
    const why = pattern === undefined ? undefined : noRoomFor(pattern, type, LONGEST_ANSWER);
    if (why === undefined) continue;
    scope.at('fields', index, 'pattern').wrong({
      message: `Nobody can answer this: '${pattern}' ${why}.`,
      suggestion: 'Mend the pattern, or take another type.',
    });
  }
}

function checkPattern(source: string, context: z.RefinementCtx): void {
  const pattern = compilePattern(source, LONGEST_ANSWER);
  if (!('why' in pattern)) return;
  const message = `'${source}' ${pattern.why}`;
  context.addIssue({ code: 'custom', message, params: { suggestion: pattern.instead } });
}
