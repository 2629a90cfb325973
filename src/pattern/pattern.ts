import { RE2JS, RE2JSException } from 're2js';
import { setNewest } from '../newest.ts';
import { type Groups, type PatternProblem, translate } from './translate.ts';

export type { PatternProblem } from './translate.ts';

/** Characters of a pattern. */
const LONGEST = 500;
/**
 * Size of the compiled pattern times characters of the text: the time of a match grows with both. This much took 0.6 s of
 * processor time in the worst of 60 patterns on 8 texts each, measured at this bound on a busy machine: `.*a.{0,300}c` on
 * 6,600 random letters a and b; 0.25 s on any text that is not random.
 */
export const MOST_WORK = 4_000_000;

/** A pattern of an author. It runs in time linear in the text, whatever pattern and text are. */
export interface Pattern {
  /** The whole text. */
  matches(text: string): boolean;
  /** Some part of the text. */
  occursIn(text: string): boolean;
  /** Of the compiled pattern: the time of a match is at most proportional to it times the characters of the text. */
  readonly size: number;
}

/**
 * @param source a regular expression as JavaScript writes it with the flag `u`, without its slashes.
 * @param longestText characters of the longest text that it will meet.
 */
export function compilePattern(source: string, longestText: number): Pattern | PatternProblem {
  const compiled = compileRe2(source, longestText, 'forgotten');
  if ('why' in compiled) return compiled;
  return {
    matches: (text) => compiled.testExact(text),
    occursIn: (text) => compiled.test(text),
    size: compiled.programSize(),
  };
}

/** The same for whoever needs more of the engine than {@link Pattern} has. */
export function compileRe2(source: string, longestText: number, groups: Groups): RE2JS | PatternProblem {
  if (source.length > LONGEST) {
    return { why: `has ${source.length} characters`, instead: `Use at most ${LONGEST}.` };
  }
  const compiled = compiledOnce(source, groups);
  if ('why' in compiled) return compiled;
  if (compiled.programSize() * longestText > MOST_WORK) {
    return {
      why: `takes too long for texts of ${longestText} characters`,
      instead: 'Repeat less, or allow shorter texts with `maxLength`.',
    };
  }
  return compiled;
}

/**
 * What is wrong with a text, in words that fit behind it, or undefined when it matches. A pattern that is not taken
 * (a plan may be older than a rule about patterns) matches nothing.
 */
export function patternMismatch(source: string, text: string): string | undefined {
  const pattern = compilePattern(source, text.length);
  if ('why' in pattern) return `cannot be compared with ${source}, which ${pattern.why}`;
  return pattern.matches(text) ? undefined : `does not match ${source}`;
}

/** A definition is checked in one go and in several ways, and each asks for the same patterns. */
const inThisTurn = new Map<string, RE2JS | PatternProblem>();
const MOST_KEPT = 200;

/** Kept no longer: a pattern that has met long texts holds megabytes. */
function compiledOnce(source: string, groups: Groups): RE2JS | PatternProblem {
  const key = `${groups} ${source}`;
  const compiled = inThisTurn.get(key) ?? compile(source, groups);
  if (inThisTurn.size === 0) queueMicrotask(() => inThisTurn.clear());
  setNewest(inThisTurn, key, compiled, MOST_KEPT);
  return compiled;
}

function compile(source: string, groups: Groups): RE2JS | PatternProblem {
  const translated = translate(source, groups);
  return 'why' in translated ? translated : compiledFrom(translated.re2);
}

function compiledFrom(re2: string): RE2JS | PatternProblem {
  try {
    return RE2JS.compile(re2);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const reason = error.message.replace(/^error parsing regexp: /, '').replace(/: `.*$/s, '');
    // What JavaScript knows and this engine does not, after the translation: names of scripts, and how deep it goes.
    return reason === 'invalid character class range'
      ? { why: 'names a script that is not known here', instead: 'Write its long name: \\p{Script=Greek}.' }
      : {
          why: `cannot be run in bounded time (${reason})`,
          instead: 'Nest and repeat less: repeats that stand in each other multiply, to at most 1000.',
        };
  }
}
