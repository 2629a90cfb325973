import { compileRe2, type PatternProblem } from './pattern.ts';

/** A pattern of an author that finds one value in a text, in time linear in it. */
export interface Search {
  /** What the group of the first match holds; undefined when nothing matches. */
  valueIn(text: string): string | undefined;
}

/**
 * @param source as {@link compileRe2} takes it, with exactly one group: the value.
 * @param longestText characters of all texts that are searched one after the other.
 */
export function compileSearch(source: string, longestText: number): Search | PatternProblem {
  const compiled = compileRe2(source, longestText, 'remembered');
  if ('why' in compiled) return compiled;
  const groups = compiled.groupCount();
  if (groups !== 1) {
    return {
      why: groups === 0 ? 'has no group that says which part is the value' : `has ${groups} groups`,
      instead: 'Put parentheses around the value alone, such as "Buffer: (\\S+)"; others are written (?:…).',
    };
  }
  return {
    valueIn(text) {
      const matcher = compiled.matcher(text);
      return matcher.find() ? (matcher.group(1) ?? undefined) : undefined;
    },
  };
}
