import { type JSONPathQuery, jsonpath } from 'json-p3';
import type { Json } from '../canonical.ts';
import { messageOf } from '../errors.ts';
import type { PatternProblem } from '../pattern/pattern.ts';
import { asked, patternsOf } from './filter.ts';
import { evaluate } from './select.ts';
import { createWork } from './work.ts';

export interface JsonPath {
  /**
   * The first value that the path leads to, or undefined when it leads to none.
   * @throws OpsError `json-path.too-much` when finding it takes too long: then nobody knows.
   */
  first(body: Json): Json | undefined;
}

/** Characters of a path. */
const LONGEST = 1_000;
const SYNTAX = 'Write it as $.items[0].name or $.items[?@.id == 3].name (RFC 9535).';

/**
 * A JSONPath as RFC 9535 has it. The library parses it; it is evaluated here, where numbers are compared as they were
 * written, patterns run in linear time, and the work is bounded.
 */
export function compilePath(text: string): JsonPath | PatternProblem {
  if (text.length > LONGEST) {
    return { why: `has ${text.length} characters`, instead: `Use at most ${LONGEST}.` };
  }
  const parsed = parse(text);
  if ('why' in parsed) return parsed;
  const patterns = patternsOf(parsed);
  if ('why' in patterns) return patterns;
  return {
    first(body) {
      const [found] = evaluate(parsed, body, asked({ root: body, patterns, work: createWork(text) }));
      return found;
    },
  };
}

function parse(text: string): JSONPathQuery | PatternProblem {
  try {
    return jsonpath.compile(text);
  } catch (error) {
    // The library says why by throwing, in the words of its own tokens. It takes `5e-1` and not `0.5`.
    const [, fraction] = /^invalid number literal '0\.(\d+)'/.exec(messageOf(error)) ?? [];
    if (fraction === undefined) return { why: 'is no JSONPath', instead: SYNTAX };
    const digits = fraction.replace(/^0+/, '') || '0';
    return {
      why: `compares with 0.${fraction}, which begins with a zero`,
      instead: `Write ${digits === '0' ? '0' : `${digits}e-${fraction.length}`}.`,
    };
  }
}
