import * as z from 'zod';
import { besideOtherFaults } from '../../written/beside.ts';
import { words } from '../../written/words.ts';
import { mayRead } from '../plan/may-hold.ts';
import { SOME_TEXT } from '../plan/possible.ts';
import { describeLateText, type LateText, lateString, lateText, storedLateText } from '../plan/text.ts';
import { defineStep, type Prompt, type Scope } from './step.ts';
import { ANSWERED, answerers, describePrompt, promptOf, storedPrompt } from './support/prompt.ts';

/** What comes back when somebody chooses it: no platform takes more than 100 characters. */
const choiceId = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'a choice is written in lower case with hyphens')
  .max(100);
const written = z
  .strictObject({
    question: words().optional(),
    choices: z.record(choiceId, words()),
    on: z.string().min(1).optional().meta({ description: 'Decides by itself: `{{ steps.<id>.<field> }}`.' }),
    ...answerers,
  })
  .refine((given) => Object.keys(given.choices).length >= 2, {
    message: 'a branch needs at least two choices',
    params: { suggestion: 'Write `choices: { first: What it means, second: What that means }`.' },
    ...besideOtherFaults('choices'),
  })
  .refine((given) => given.on !== undefined || given.question !== undefined, {
    message: 'nothing chooses',
    params: { suggestion: 'Write `question:` to ask a person, or `on:` to decide by a value.' },
    ...besideOtherFaults(),
  });
type Written = z.infer<typeof written>;

interface BranchSpec {
  readonly prompt: Prompt;
  readonly on: LateText | null;
}
const stored: z.ZodType<BranchSpec> = z.strictObject({ prompt: storedPrompt, on: storedLateText.nullable() });

/** Chooses which later steps run. The chosen id is the step's outcome. */
export const branch = defineStep<Written, BranchSpec>({
  kind: 'branch',
  summary: 'Chooses a way on, by a value or by asking a person.',
  written,
  stored,
  defaultEffect: 'pure',
  outcomesOf: ({ choices }) => Object.keys(choices),
  alwaysHasOutcome: true,
  resultOf: ({ on }) => ({
    choice: 'always',
    label: 'always',
    ...(on === undefined ? { by: 'always', at: 'always' } : {}),
  }),
  possibleResults: ({ choices, on }) => ({
    choice: Object.keys(choices).map((value) => ({ type: 'value', value })),
    label: SOME_TEXT,
    ...(on === undefined ? ANSWERED : {}),
  }),
  resolve(given, scope) {
    const choices = Object.entries(given.choices).map(([id, label]) => ({
      id,
      label: scope.at('choices', id).said(label),
    }));
    refuseClosedWays(given, scope);
    const question =
      given.question === undefined ? 'Which way on?' : scope.at('question').said(given.question);
    return {
      prompt: { ...promptOf(question, given, scope), choices },
      on: given.on === undefined ? null : lateText(given.on, scope.at('on')),
    };
  },
  describe({ prompt, on }) {
    if (on === null) return describePrompt(prompt);
    const ways = prompt.choices.map((choice) => `${choice.id}: ${choice.label}`);
    return [`decides by ${describeLateText(on)}`, ...ways];
  },
  async execute({ prompt, on }, { answer, resultOf }) {
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

/** A way that the value never chooses is none; whatever stands behind it would never run. */
function refuseClosedWays({ choices, on }: Written, scope: Scope): void {
  if (on === undefined) return;
  const possible = scope.possible(on);
  const ids = Object.keys(choices);
  const closed = ids.filter((id) => !mayRead(possible, id));
  if (closed.length === ids.length) {
    scope.at('on').wrong({
      message: `${on} is never one of ${ids.join(', ')}.`,
      suggestion: 'Name the field that chooses, or write as choices what it may be.',
    });
    return;
  }
  for (const id of closed) {
    scope.at('choices', id).wrong({
      message: `Nothing ever chooses '${id}': ${on} is never that.`,
      suggestion: 'Take the choice away, or correct its name.',
    });
  }
}
