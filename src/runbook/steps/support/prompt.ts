import { z } from 'zod';
import type { Prompt } from '../step.ts';

/** Who may answer; the same for everything that asks a person. */
export const answerers = {
  of: z
    .array(z.string())
    .optional()
    .meta({ description: 'Roles that may answer. Default: whoever may act.' }),
  notRequester: z.boolean().optional().meta({ description: 'Somebody else than the requester must answer.' }),
};

interface Answerers {
  readonly of?: readonly string[] | undefined;
  readonly notRequester?: boolean | undefined;
}

/** A prompt with nothing to choose and nothing to fill in. */
export function promptOf(text: string, { of, notRequester }: Answerers): Prompt {
  return { text, choices: [], fields: [], of: of ?? [], notRequester: notRequester ?? false };
}

export function describePrompt(prompt: Prompt): string[] {
  const who = prompt.of.length === 0 ? 'a person' : `one of ${prompt.of.join(', ')}`;
  return [
    `asks ${who}${prompt.notRequester ? ' other than the requester' : ''}: ${prompt.text}`,
    ...prompt.choices.map((choice) => `choice: ${choice.label}`),
    ...prompt.fields.map((field) => `field: ${field.label}${field.required ? ' (required)' : ''}`),
  ];
}
