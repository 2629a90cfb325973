import { type JSONPathQuery, jsonpath } from 'json-p3';
import type { Json } from '../canonical.ts';
import { compilePattern, type Pattern, type PatternProblem } from '../pattern/pattern.ts';
import { cut } from '../values/cut.ts';
import { readNumber } from '../values/number.ts';
import { type Found, holds, isObject, NOTHING } from './compare.ts';
import { type Asked, evaluate, segmentsOf } from './select.ts';
import type { Work } from './work.ts';

const {
  BooleanLiteral,
  FilterQuery,
  FunctionExtension,
  InfixExpression,
  LogicalExpression,
  NullLiteral,
  NumberLiteral,
  PrefixExpression,
  RelativeQuery,
  StringLiteral,
} = jsonpath.expressions;
type Expression = InstanceType<typeof jsonpath.expressions.FilterExpression>;
type Call = InstanceType<typeof FunctionExtension>;
type Query = InstanceType<typeof FilterQuery>;

/** The patterns of a path by the calls that they stand in. */
export type Patterns = ReadonlyMap<Call, Pattern>;

/** What a filter runs over. */
export interface At {
  readonly current: Json;
  readonly root: Json;
  readonly patterns: Patterns;
  readonly work: Work;
}

/** Functions that compare with a pattern: `match` the whole text, `search` a part of it. */
const MATCHING = ['match', 'search'];
/** Characters of a text that a pattern must at least be able to meet. */
const USUAL_TEXT = 4_000;

/** What the filters of a query are asked with. */
export function asked(at: Omit<At, 'current'>): Asked {
  return {
    root: at.root,
    work: at.work,
    passes: (expression, current) => passes(expression, { ...at, current }),
  };
}

function passes(expression: Expression, at: At): boolean {
  at.work.visit();
  if (expression instanceof LogicalExpression) return passes(expression.expression, at);
  if (expression instanceof PrefixExpression) return !passes(expression.right, at);
  if (expression instanceof FilterQuery) return !isEmpty(nodes(expression, at));
  if (expression instanceof FunctionExtension) return matches(expression, at);
  if (!(expression instanceof InfixExpression)) throw new Error('a filter that RFC 9535 does not know');
  const { left, operator, right } = expression;
  if (operator === '&&') return passes(left, at) && passes(right, at);
  if (operator === '||') return passes(left, at) || passes(right, at);
  return holds(foundBy(left, at), operator, foundBy(right, at), at.work);
}

/** The patterns inside the filters of a path, or what is wrong with one of them or with a number. */
export function patternsOf(query: JSONPathQuery): Patterns | PatternProblem {
  const patterns = new Map<Call, Pattern>();
  for (const expression of expressionsOf(query)) {
    if (expression instanceof NumberLiteral && readNumber(expression.token.value) === undefined) {
      return {
        why: `compares with ${cut(expression.token.value, 40)}, which is no number that can be compared`,
        instead: 'Write digits, perhaps with a point and a small exponent.',
      };
    }
    if (!(expression instanceof FunctionExtension) || !MATCHING.includes(expression.name)) continue;
    const pattern = patternOf(expression);
    if ('why' in pattern) return pattern;
    patterns.set(expression, pattern);
  }
  return patterns;
}

function* expressionsOf(query: JSONPathQuery): Generator<Expression> {
  for (const { selectors } of segmentsOf(query)) {
    for (const selector of selectors) {
      if (selector instanceof jsonpath.selectors.FilterSelector) yield* partsOf(selector.expression);
    }
  }
}

function* partsOf(expression: Expression): Generator<Expression> {
  yield expression;
  if (expression instanceof LogicalExpression) yield* partsOf(expression.expression);
  else if (expression instanceof PrefixExpression) yield* partsOf(expression.right);
  else if (expression instanceof FilterQuery) yield* expressionsOf(expression.path);
  else if (expression instanceof FunctionExtension) for (const part of expression.args) yield* partsOf(part);
  else if (expression instanceof InfixExpression) {
    yield* partsOf(expression.left);
    yield* partsOf(expression.right);
  }
}

function patternOf({ name, args }: Call): Pattern | PatternProblem {
  const [, source] = args;
  if (!(source instanceof StringLiteral)) {
    return {
      why: `takes the pattern of ${name}() from the answer`,
      instead: `Write the pattern out: ${name}(@.name, '[a-z]+').`,
    };
  }
  const pattern = compilePattern(source.value, USUAL_TEXT);
  return 'why' in pattern ? { ...pattern, why: `asks for '${source.value}', which ${pattern.why}` } : pattern;
}

function matches(call: Call, at: At): boolean {
  const [subject] = call.args;
  const text = subject === undefined ? NOTHING : foundBy(subject, at);
  if (typeof text !== 'string') return false;
  const pattern = at.patterns.get(call);
  if (pattern === undefined) throw new Error('a call whose pattern was not compiled');
  at.work.match(pattern.size, text.length);
  return call.name === 'match' ? pattern.matches(text) : pattern.occursIn(text);
}

/** A literal, what a path of single names leads to, or the result of a function. */
function foundBy(expression: Expression, at: At): Found {
  if (expression instanceof NullLiteral) return null;
  if (expression instanceof BooleanLiteral || expression instanceof StringLiteral) return expression.value;
  // As it was written: the library has rounded its value.
  if (expression instanceof NumberLiteral) return readNumber(expression.token.value) ?? NOTHING;
  if (expression instanceof FilterQuery) {
    const [found = NOTHING] = nodes(expression, at);
    return found;
  }
  if (expression instanceof FunctionExtension) return resultOf(expression, at);
  throw new Error('a value that RFC 9535 does not know');
}

/** RFC 9535, sections 2.4.4 to 2.4.8. */
function resultOf({ name, args }: Call, at: At): Found {
  const [argument] = args;
  if (argument === undefined) return NOTHING;
  if (name === 'length') return lengthOf(foundBy(argument, at));
  if (!(argument instanceof FilterQuery)) throw new Error(`${name}() of something that is no path`);
  const found = [...nodes(argument, at)];
  if (name === 'count') return found.length;
  if (name === 'value') return found.length === 1 ? (found[0] ?? null) : NOTHING;
  throw new Error(`a function ${name} that RFC 9535 does not know`);
}

function lengthOf(value: Found): Found {
  if (typeof value === 'string') return [...value].length;
  if (Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : NOTHING;
}

function nodes(query: Query, at: At): Iterable<Json> {
  const start = query instanceof RelativeQuery ? at.current : at.root;
  return evaluate(query.path, start, asked(at));
}

function isEmpty(values: Iterable<Json>): boolean {
  for (const _value of values) return false;
  return true;
}
