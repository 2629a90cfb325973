import { type AST, RegExpParser, RegExpSyntaxError } from '@eslint-community/regexpp';
import { cut } from '../values/cut.ts';

/** Why a pattern is not taken, and another way to write it. */
export interface PatternProblem {
  /** Words that fit behind the pattern: `looks ahead`. */
  readonly why: string;
  readonly instead: string;
}

/** RE2's own limit. */
const MOST_REPEATS = 1_000;

// What JavaScript means by \s and by "." (ECMA-262, WhiteSpace and LineTerminator); RE2 means less by both.
const SPACE =
  '\\t-\\r \\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}\\x{FEFF}';
const NO_SPACE =
  '\\x{0}-\\x{8}\\x{E}-\\x{1F}\\x{21}-\\x{9F}\\x{A1}-\\x{167F}\\x{1681}-\\x{1FFF}\\x{200B}-\\x{2027}' +
  '\\x{202A}-\\x{202E}\\x{2030}-\\x{205E}\\x{2060}-\\x{2FFF}\\x{3001}-\\x{FEFE}\\x{FF00}-\\x{10FFFF}';
const LINE_END = '\\n\\r\\x{2028}\\x{2029}';

/** Thrown on the way through a pattern, and turned into its answer. */
class Untranslatable extends Error {
  readonly problem: PatternProblem;

  constructor(why: string, instead: string) {
    super(why);
    this.problem = { why, instead };
  }
}

/** Whether what stands in groups is wanted afterwards: to remember it makes a pattern larger. */
export type Groups = 'remembered' | 'forgotten';

/**
 * A JavaScript pattern (with the flag `u`) as RE2 writes it: the same texts match, and the same parts of them are in its groups.
 * Anything that RE2 cannot do in linear time, or would understand differently, is a problem.
 */
export function translate(source: string, groups: Groups): { readonly re2: string } | PatternProblem {
  try {
    const parser = new RegExpParser({ ecmaVersion: 2025 });
    const pattern = parser.parsePattern(source, 0, source.length, { unicode: true });
    return { re2: alternatives(pattern, groups) };
  } catch (error) {
    if (error instanceof Untranslatable) return error.problem;
    if (error instanceof RegExpSyntaxError) return notJavaScript(source, error);
    throw error;
  }
}

function notJavaScript(source: string, { message, index }: RegExpSyntaxError): PatternProblem {
  const reason = message.replace(/^Invalid regular expression: /, '').replace(/^\/.*\/u?: /s, '');
  return {
    why: `is not a regular expression (character ${index + 1}: ${reason})`,
    instead: /\(\?[a-zA-Z]+\)/.test(source)
      ? 'Write (?i:…) around what may be in either case.'
      : 'Write it as in JavaScript: special characters that mean themselves behind a backslash, no others.',
  };
}

function alternatives(node: AST.Pattern | AST.Group | AST.CapturingGroup, groups: Groups): string {
  return node.alternatives.map((one) => one.elements.map((each) => element(each, groups)).join('')).join('|');
}

function element(node: AST.Element, groups: Groups): string {
  switch (node.type) {
    case 'Assertion':
      return assertion(node);
    case 'Quantifier':
      return quantifier(node, groups);
    case 'Group':
      return `(?${modifiers(node.modifiers)}:${alternatives(node, groups)})`;
    case 'CapturingGroup':
      return `(${groups === 'remembered' ? '' : '?:'}${alternatives(node, groups)})`;
    case 'CharacterClass':
      return characterClass(node);
    case 'CharacterSet':
      return node.kind === 'any' ? `[^${LINE_END}]` : `[${characterSet(node)}]`;
    case 'Character':
      return character(node.value);
    case 'Backreference':
      throw new Untranslatable(
        `refers back to a group with ${node.raw}, which cannot be done in bounded time`,
        'Write out what may stand there, or take two parameters.',
      );
    case 'ExpressionCharacterClass':
      throw new Error('a class of the flag v under the flag u');
  }
}

function assertion(node: AST.Assertion): string {
  switch (node.kind) {
    case 'start':
      return '\\A';
    case 'end':
      return '\\z';
    case 'word':
      return node.negate ? '\\B' : '\\b';
    case 'lookahead':
    case 'lookbehind':
      throw new Untranslatable(
        `looks ${node.kind === 'lookahead' ? 'ahead' : 'behind'} with ${cut(node.raw, 40)}, which cannot be done in bounded time`,
        'The pattern is for the whole text: say what is allowed, character by character, and bound the length with {1,64} or `maxLength`.',
      );
  }
}

function quantifier({ element: repeated, min, max, greedy }: AST.Quantifier, groups: Groups): string {
  const most = Number.isFinite(max) ? max : min;
  if (most > MOST_REPEATS) {
    throw new Untranslatable(
      `repeats something ${most} times`,
      `Repeat at most ${MOST_REPEATS} times, or write * or + and bound the text with \`maxLength\`.`,
    );
  }
  return `(?:${element(repeated, groups)}){${min},${Number.isFinite(max) ? max : ''}}${greedy ? '' : '?'}`;
}

function modifiers(node: AST.Modifiers | null): string {
  if (node === null) return '';
  const only = node.add.ignoreCase && !node.add.dotAll && !node.add.multiline && node.remove === null;
  if (only) return 'i';
  throw new Untranslatable(
    `changes its flags with (?${node.raw}:`,
    'Only (?i:…) may be used. Write [^] for any character, also the end of a line.',
  );
}

function characterClass(node: AST.CharacterClass): string {
  // An empty class: nothing matches it, and everything its opposite.
  if (node.elements.length === 0) return node.negate ? '[\\x{0}-\\x{10FFFF}]' : '[^\\x{0}-\\x{10FFFF}]';
  return `[${node.negate ? '^' : ''}${node.elements.map(classElement).join('')}]`;
}

function classElement(node: AST.CharacterClass['elements'][number]): string {
  switch (node.type) {
    case 'Character':
      return character(node.value);
    case 'CharacterClassRange':
      return `${character(node.min.value)}-${character(node.max.value)}`;
    case 'CharacterSet':
      return characterSet(node);
    default:
      throw new Error(`a ${node.type} under the flag u`);
  }
}

/** What stands inside the brackets of a class. */
function characterSet(node: AST.CharacterSet): string {
  switch (node.kind) {
    case 'any':
      throw new Error('a point inside a class is a character');
    case 'digit':
      return node.negate ? '\\D' : '\\d';
    case 'word':
      return node.negate ? '\\W' : '\\w';
    case 'space':
      return node.negate ? NO_SPACE : SPACE;
    case 'property':
      return `\\${node.negate ? 'P' : 'p'}{${property(node)}}`;
  }
}

/** Categories by their short name and scripts: what both mean alike. */
function property({ key, value, raw }: AST.UnicodePropertyCharacterSet): string {
  const name =
    (key === 'General_Category' || key === 'gc') && value !== null && /^[A-Z][a-z]?$/.test(value)
      ? value
      : undefined;
  if (name !== undefined) return name;
  if ((key === 'Script' || key === 'sc') && value !== null && /^[A-Z][a-z_A-Z]{3,}$/.test(value))
    return value;
  throw new Untranslatable(
    `asks for ${raw}, which is not known here`,
    'Use a category by its short name, such as \\p{L} or \\p{Nd}, or a script such as \\p{Script=Greek}.',
  );
}

function character(value: number): string {
  if (value >= 0xd800 && value <= 0xdfff) {
    throw new Untranslatable(
      'holds half of a surrogate pair, which is no character',
      'Write the character itself, or its number as \\u{1F600}.',
    );
  }
  const text = String.fromCodePoint(value);
  return /^[A-Za-z0-9]$/.test(text) ? text : `\\x{${value.toString(16).toUpperCase()}}`;
}
