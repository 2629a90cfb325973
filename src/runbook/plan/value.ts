import { patternMismatch } from '../../pattern/pattern.ts';
import { unstorable } from '../../values/characters.ts';
import { DEFAULT_MAX_LENGTH, type ValueRule } from '../definition/construct/value.ts';
import { type Bound, boundText } from './bound.ts';
import { hiddenCharacter } from './hidden-characters.ts';
import type { Known } from './known.ts';
import { PARSERS, type Parsed } from './parsers.ts';

/**
 * Reads what somebody typed by what is said of it. Every way by which people give a value comes through here.
 * @param name what the value is called where it has to be typed again
 * @returns the value; or why it does not do, in words that fit behind it, and what to write
 */
export function readValue(name: string, rule: ValueRule, raw: string, known: Known): Parsed {
  const longest = rule.maxLength ?? DEFAULT_MAX_LENGTH;
  if (raw.length > longest)
    return {
      why: `has ${raw.length} characters`,
      next: `Use at most ${longest} characters for ${name}.`,
    };
  const lost = unstorable(raw);
  if (lost !== undefined) return { why: `holds ${lost.name}`, next: `Type ${name} again without it.` };
  const multiline = rule.type === 'longtext';
  const text = multiline ? raw : raw.trim();
  const hidden = hiddenCharacter(text, multiline);
  if (hidden !== undefined)
    return {
      why: `contains the hidden character ${hidden}`,
      next: `Type ${name} again without invisible characters.`,
    };
  const mismatch = rule.pattern === undefined ? undefined : patternMismatch(rule.pattern, text);
  if (mismatch !== undefined) return { why: mismatch, next: '' };
  return PARSERS[rule.type](text, rule, known);
}

/** What is said of a value beside its type, for whoever gives it or decides about it; empty where nothing is. */
export function ruleInWords({ type, min, max, choices = [], pattern }: ValueRule): readonly string[] {
  const [from, to] = type === 'datetime' ? ['not before', 'not after'] : ['at least', 'at most'];
  const limit = (words: string, bound: Bound | undefined): readonly string[] =>
    bound === undefined ? [] : [`${words} ${boundText(bound)}`];
  return [
    ...limit(from, min),
    ...limit(to, max),
    ...(choices.length === 0 ? [] : [`one of ${choices.join(', ')}`]),
    ...(pattern === undefined ? [] : [`must match ${pattern}`]),
  ];
}
