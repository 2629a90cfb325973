import * as z from 'zod';
import { valueFields } from '../../definition/construct/value.ts';
import { VALUE_TYPES } from '../../definition/construct/value-type.ts';
import type { PlannedStep } from '../../plan/plan.ts';
import type { Possible } from '../../plan/possible.ts';
import { ruleInWords } from '../../plan/value.ts';
import type { Prompt, PromptField, Scope } from '../step.ts';

/** Who may answer; the same for everything that asks a person. */
export const answerers = {
  of: z
    .array(z.string().min(1))
    .min(1, 'no role is named, so nobody could answer: name one, or leave `of` out')
    .optional()
    .meta({ description: 'Roles that may answer. Default: whoever may ask for the action or approve it.' }),
  notRequester: z.boolean().optional().meta({ description: 'Somebody else than the requester must answer.' }),
};

/** What people are asked, as a plan keeps it. */
export const storedPrompt: z.ZodType<Prompt> = z.strictObject({
  text: z.string(),
  choices: z.array(z.strictObject({ id: z.string(), label: z.string() })),
  fields: z.array(
    z.strictObject({
      name: z.string(),
      label: z.string(),
      type: z.enum(VALUE_TYPES),
      required: z.boolean(),
      ...valueFields,
    }),
  ),
  of: z.array(z.string()),
  requester: z.boolean().exactOptional(),
  notRequester: z.boolean(),
});

const prompting = z.union([
  storedPrompt,
  z.object({ prompt: storedPrompt, on: z.null() }).transform(({ prompt }) => prompt),
]);

/** What a planned step asks a person when it comes to it; undefined: nothing. */
export function plannedPrompt({ spec }: Pick<PlannedStep, 'spec'>): Prompt | undefined {
  return prompting.safeParse(spec).data;
}

/** Who answered, and when, in the result of whatever asks a person. */
export const ANSWERED: { readonly by: Possible; readonly at: Possible } = {
  by: [{ type: 'text', numeric: false, instant: false }],
  at: [{ type: 'text', numeric: false }],
};

interface Written {
  readonly of?: readonly string[] | undefined;
  readonly notRequester?: boolean | undefined;
}

/** A prompt with nothing to choose and nothing to fill in. One that nobody can ever answer is a fault of the definition. */
export function promptOf(text: string, { of = [], notRequester = false }: Written, scope: Scope): Prompt {
  const who = of.length > 0 ? { of, requester: false } : scope.answerers;
  const { held } = scope;
  const isOpen = who.of.length === 0 || (who.requester && !notRequester);
  if (held !== undefined && !isOpen && !who.of.some((role) => held.includes(role))) {
    scope.at(of.length > 0 ? 'of' : 'question').wrong({
      message: `Nobody holds ${who.of.join(' or ')}, so nobody could answer this.`,
      suggestion: 'Give the role members or groups in keyturn.yaml, or name another one in `of`.',
    });
  }
  return { text, choices: [], fields: [], ...who, notRequester };
}

export function describePrompt(prompt: Prompt): string[] {
  return [
    `asks ${answerersInWords(prompt)}: ${prompt.text}`,
    ...prompt.choices.map((choice) => `choice: ${choice.label}`),
    ...prompt.fields.map(fieldInWords),
  ];
}

function fieldInWords(field: PromptField): string {
  const about = [...(field.required ? ['required'] : []), ...ruleInWords(field)];
  return `field: ${field.label}${about.length === 0 ? '' : ` (${about.join(', ')})`}`;
}

/** Who may answer, in words: `sre or security-lead, or the requester`. */
export function answerersInWords({ of, requester, notRequester }: Prompt): string {
  const who = of.length === 0 ? 'anybody in the settings' : of.join(' or ');
  if (notRequester) return `${who}, not the requester`;
  return requester ? `${who}, or the requester` : who;
}
