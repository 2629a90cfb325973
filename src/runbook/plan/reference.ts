import { type Placeholder, parseTemplate, placeholdersOf } from './template.ts';

/** The result of a step, or a part of it: keys and indexes, outermost first. */
export interface StepReference {
  readonly step: string;
  readonly path: readonly string[];
}

/** The references to results of steps in a text: `{{ steps.write.found.buffer }}`. */
export function referencesIn(text: string): readonly StepReference[] {
  return placeholdersOf(text)
    .filter(({ scope }) => scope === 'steps')
    .map(referenceOf);
}

/** The reference of a text that is nothing but one; undefined for any other text. */
export function loneReference(text: string): StepReference | undefined {
  const [only, other] = parseTemplate(text.trim()).parts;
  if (typeof only !== 'object' || only.scope !== 'steps' || other !== undefined) return undefined;
  return referenceOf(only);
}

export function referenceOf({ path: [step = '', ...path] }: Placeholder): StepReference {
  return { step, path };
}
