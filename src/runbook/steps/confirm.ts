import * as z from 'zod';
import type { Json } from '../../canonical.ts';
import { words } from '../../written/words.ts';
import { SOME_TEXT } from '../plan/possible.ts';
import { defineStep, type Prompt } from './step.ts';
import { ANSWERED, answerers, describePrompt, promptOf, storedPrompt } from './support/prompt.ts';

const written = z.strictObject({
  question: words().meta({ description: 'What a person must do or see by hand.' }),
  evidence: z.enum(['required', 'optional']).optional().meta({ description: 'A link or a note as proof.' }),
  ...answerers,
});
type Written = z.infer<typeof written>;

const CHOICES = [
  { id: 'done', label: 'Done' },
  { id: 'not-done', label: 'Not done' },
] as const;

/** A manual step: a person says that it is done, with evidence where the runbook wants it. */
export const confirm = defineStep<Written, Prompt>({
  kind: 'confirm',
  summary: 'A manual step that a person confirms.',
  written,
  stored: storedPrompt,
  defaultEffect: 'pure',
  resultOf: ({ evidence }) => ({
    choice: 'always',
    by: 'always',
    at: 'always',
    ...(evidence === undefined ? {} : { evidence: evidence === 'required' ? 'always' : 'maybe' }),
  }),
  possibleResults: () => ({
    choice: CHOICES.map(({ id }) => ({ type: 'value', value: id })),
    evidence: SOME_TEXT,
    ...ANSWERED,
  }),
  resolve(given, scope) {
    const fields =
      given.evidence === undefined
        ? []
        : [
            {
              name: 'evidence',
              label: 'Evidence',
              type: 'longtext' as const,
              required: given.evidence === 'required',
            },
          ];
    return {
      ...promptOf(scope.at('question').said(given.question), given, scope),
      choices: CHOICES,
      fields,
    };
  },
  describe: describePrompt,
  async execute(prompt, { answer }) {
    if (answer === undefined) return { status: 'asking', prompt };
    const result: Json = { ...answer.value, by: answer.by, at: answer.at };
    if (answer.value.choice === 'done') return { status: 'succeeded', result };
    return {
      status: 'failed',
      reason: `${answer.name ?? answer.by} said that it was not done`,
      next: 'Find out what stopped it, then run the action again.',
      result,
    };
  },
});
