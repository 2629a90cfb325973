import { z } from 'zod';
import type { Json } from '../../canonical.ts';
import { defineStep, type Prompt } from './step.ts';
import { answerers, describePrompt, promptOf } from './support/prompt.ts';
import { describeLateText, type LateText, lateString, lateText } from './support/text.ts';

const choiceId = z.string().regex(/^[a-z][a-z0-9-]*$/, 'a choice is written in lower case with hyphens');
const written = z
  .strictObject({
    question: z.string().min(1).optional(),
    choices: z.record(choiceId, z.string().min(1)),
    on: z.string().min(1).optional().meta({ description: 'Decides by itself: `{{ steps.<id>.<field> }}`.' }),
    ...answerers,
  })
  .refine((given) => Object.keys(given.choices).length >= 2, 'a branch needs at least two choices')
  .refine((given) => given.on !== undefined || given.question !== undefined, 'write `question` or `on`');
type Written = z.infer<typeof written>;

interface BranchSpec {
  readonly prompt: Prompt;
  readonly on: LateText | null;
}

/** Chooses which later steps run. The chosen id is the step's outcome. */
export const branch = defineStep<Written>({
  kind: 'branch',
  summary: 'Chooses a way on, by a value or by asking a person.',
  written,
  defaultEffect: 'pure',
  resolve(given, scope) {
    const choices = Object.entries(given.choices).map(([id, label]) => ({ id, label: scope.text(label) }));
    const question = given.question === undefined ? 'Which way on?' : scope.text(given.question);
    return {
      prompt: { ...promptOf(question, given), choices },
      on: given.on === undefined ? null : lateText(given.on, scope),
    } as unknown as Json;
  },
  describe(stored) {
    const { prompt, on } = stored as unknown as BranchSpec;
    if (on === null) return describePrompt(prompt);
    const ways = prompt.choices.map((choice) => `${choice.id}: ${choice.label}`);
    return [`decides by ${describeLateText(on)}`, ...ways];
  },
  async execute(stored, { answer, resultOf }) {
    const { prompt, on } = stored as unknown as BranchSpec;
    const chosen = on === null ? answer?.value.choice : lateString(on, resultOf);
    if (chosen === undefined) return { status: 'asking', prompt };
    const choice = prompt.choices.find(({ id }) => id === chosen);
    if (choice !== undefined) {
      const by = on === null && answer !== undefined ? { by: answer.by, at: answer.at } : {};
      return {
        status: 'succeeded',
        result: { choice: choice.id, label: choice.label, ...by },
        outcome: choice.id,
      };
    }
    return {
      status: 'failed',
      reason: `${JSON.stringify(chosen)} is none of ${prompt.choices.map(({ id }) => id).join(', ')}`,
      next: 'Look at the step that the branch decides by; the runbook may lack a choice.',
    };
  },
});
