/** The result of a step, or a part of it: keys and indexes, outermost first. */
export interface StepReference {
  readonly step: string;
  readonly path: readonly string[];
}

const REFERENCE = /\{\{\s*steps\.([\w-]+)((?:\.[\w$-]+|\[\d+\])*)\s*\}\}/g;

/** A reference as it stands in a text: `{{ steps.write.found.buffer }}`. */
export interface PlacedReference extends StepReference {
  readonly at: number;
  /** Behind it. */
  readonly end: number;
}

export function referencesIn(text: string): readonly PlacedReference[] {
  return [...text.matchAll(REFERENCE)].map((match) => ({
    step: match[1] ?? '',
    path: (match[2] ?? '').split(/[.[\]]+/).filter((key) => key !== ''),
    at: match.index,
    end: match.index + match[0].length,
  }));
}

/** The reference of a text that is nothing but one; undefined for any other text. */
export function loneReference(text: string): StepReference | undefined {
  const [only, other] = referencesIn(text.trim());
  if (only === undefined || other !== undefined || only.at > 0 || only.end < text.trim().length)
    return undefined;
  return { step: only.step, path: only.path };
}
