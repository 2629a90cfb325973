import { compileRe2, type PatternProblem } from './pattern.ts';

/** A pattern of an author that finds values in a text, in time linear in it. */
export interface Search {
  /** As {@link Pattern.size}. */
  readonly size: number;
  /** What the group holds in each match, one behind the other; nothing where the group took no part in it. */
  valuesIn(text: string): readonly string[];
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
    size: compiled.programSize(),
    valuesIn(text) {
      const matcher = compiled.matcher(text);
      const found: string[] = [];
      while (matcher.find()) {
        const value: string | null = matcher.group(1);
        if (value !== null) found.push(value);
      }
      return found;
    },
  };
}
