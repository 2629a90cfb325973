import type * as z from 'zod';
import { isExact, numberText } from '../values/number.ts';
import { nearestNames } from './nearest.ts';
import type { Finding } from './problem.ts';
import { examplesAt, keysAt } from './schema-keys.ts';

type Issue = z.core.$ZodIssue;

/** Turns what zod found in a written value into findings that say what was found and what to write. */
export function findingsOf(issues: readonly Issue[], schema: z.ZodType, value: unknown): readonly Finding[] {
  return issues.flatMap((issue) => findingOf(issue, schema, value, []));
}

function findingOf(
  issue: Issue,
  schema: z.ZodType,
  root: unknown,
  above: readonly PropertyKey[],
): readonly Finding[] {
  const path = [...above, ...issue.path];
  const found = describeFound(valueAt(root, path));
  const name = nameOf(path.at(-1));
  const at = (message: string, suggestion: string): readonly Finding[] => [{ path, message, suggestion }];

  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key, schema));
    case 'invalid_type':
      if (valueAt(root, path) === undefined) {
        return at(`${name} is missing.`, `Add \`${String(path.at(-1))}:\` with ${article(issue.expected)}.`);
      }
      if (isExact(valueAt(root, path)) && ['number', 'int'].includes(issue.expected))
        return at(`${name} is ${found}, which is not kept exactly here.`, PLAINER);
      return at(
        `${name} is ${found}, not ${article(issue.expected)}.`,
        exampleSuggestion(valueAt(root, path), examplesAt(schema, path)) ?? typeSuggestion(issue.expected),
      );
    case 'invalid_value':
      return at(`${name} is ${found}.`, choiceSuggestion(valueAt(root, path), issue.values.map(String)));
    case 'invalid_union':
      return unionFindings(issue, schema, root, path, name, found);
    case 'invalid_key':
      return issue.issues.map((inner) => ({ path, atKey: true, ...keyWords(String(path.at(-1)), inner) }));
    case 'invalid_element':
      return issue.issues.flatMap((inner) => findingOf(inner, schema, root, path));
    case 'invalid_format':
      return at(`${name} is ${found}.`, `${capital(formatAdvice(issue))}.`);
    case 'too_small':
      return at(
        `${name} is ${found}, which is too small.`,
        `Use at least ${String(issue.minimum)}${unitOf(issue.origin, Number(issue.minimum))}.`,
      );
    case 'too_big':
      return at(
        `${name} is ${found}, which is too big.`,
        `Use at most ${String(issue.maximum)}${unitOf(issue.origin, Number(issue.maximum))}.`,
      );
    case 'custom':
      return at(`${name}: ${issue.message.replace(/\.$/, '')}.`, String(issue.params?.suggestion ?? ''));
    default:
      return at(`${name} is ${found}: ${issue.message}.`, '');
  }
}

function nameOf(last: PropertyKey | undefined): string {
  if (last === undefined) return 'the file';
  return typeof last === 'number' ? `item ${last + 1}` : `'${String(last)}'`;
}

const PLAINER =
  'Write it in its shortest form (1.5, not 1.50), with at most 15 digits; a text needs double quotes.';

function unknownKey(path: readonly PropertyKey[], key: string, schema: z.ZodType): Finding {
  const known = keysAt(schema, path);
  const [nearest] = nearestNames(key, known, 1);
  return {
    path: [...path, key],
    atKey: true,
    message: `Nothing is called '${key}' here.`,
    suggestion: keySuggestion(key, nearest, known),
  };
}

function keySuggestion(key: string, nearest: string | undefined, known: readonly string[]): string {
  // A comma ends a value inside { }, and what follows becomes a key.
  if (key.includes(' ')) return 'A text with a comma inside { } needs double quotes around it.';
  return nearest === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean '${nearest}'?`;
}

/** Of the branches of a union, the one that fits best is the one that the author meant. */
function unionFindings(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  schema: z.ZodType,
  root: unknown,
  path: readonly PropertyKey[],
  name: string,
  found: string,
): readonly Finding[] {
  const branches = issue.errors.filter(
    (issues) => !issues.some((inner) => inner.code === 'invalid_type' && inner.path.length === 0),
  );
  const best = branches.toSorted((a, b) => badness(a) - badness(b))[0];
  if (best !== undefined) return best.flatMap((inner) => findingOf(inner, schema, root, path));
  const expected = issue.errors.flatMap((issues) =>
    issues.flatMap((inner) =>
      inner.code === 'invalid_type' && inner.path.length === 0 ? [article(inner.expected)] : [],
    ),
  );
  return [
    { path, message: `${name} is ${found}.`, suggestion: `Write ${[...new Set(expected)].join(' or ')}.` },
  ];
}

function badness(issues: readonly Issue[]): number {
  return issues.reduce((sum, inner) => sum + (inner.code === 'unrecognized_keys' ? inner.keys.length : 1), 0);
}

function innerAdvice(inner: Issue): string {
  return inner.code === 'invalid_format' ? formatAdvice(inner) : inner.message;
}

function formatAdvice(issue: Extract<Issue, { code: 'invalid_format' }>): string {
  switch (issue.format) {
    case 'url':
      return 'write a full URL such as https://monitor.example.com';
    case 'email':
      return 'write an e-mail address such as ops@example.com';
    case 'date':
      return 'write a date as YYYY-MM-DD';
    default:
      return issue.message;
  }
}

function choiceSuggestion(value: unknown, values: readonly string[]): string {
  const [nearest] = typeof value === 'string' ? nearestNames(value, values, 1) : [];
  if (nearest !== undefined) return `Did you mean '${nearest}'? Known: ${values.join(', ')}.`;
  return values.length === 1 ? `Write ${values[0]}.` : `Write one of: ${values.join(', ')}.`;
}

/** A number that lacks its unit, by the examples of what is expected: 15 for `90s` is 15s, 15m or 15h. */
function exampleSuggestion(value: unknown, examples: readonly unknown[]): string | undefined {
  if (typeof value !== 'number' || examples.length === 0) return undefined;
  const units = [...new Set(examples.flatMap((example) => /^\d+([a-z]+)$/.exec(String(example))?.[1] ?? []))];
  if (units.length === 0) return `Write it as ${examples.map(String).join(', ')}.`;
  return `Write the number with its unit: ${units.map((unit) => `${value}${unit}`).join(', ')}.`;
}

function typeSuggestion(expected: string): string {
  switch (expected) {
    case 'string':
      return 'Put the text into double quotes.';
    case 'array':
      return 'Write a list: [first, second].';
    case 'object':
    case 'record':
      return 'Write `name: value` pairs, indented under the key.';
    case 'boolean':
      return 'Write true or false.';
    default:
      return `Write ${article(expected)}.`;
  }
}

function article(expected: string): string {
  switch (expected) {
    case 'string':
      return 'a text';
    case 'array':
      return 'a list';
    case 'object':
    case 'record':
      return 'a block of `name: value` pairs';
    case 'int':
      return 'a whole number';
    default:
      return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`;
  }
}

function unitOf(origin: string, count: number): string {
  const many = count === 1 ? '' : 's';
  if (origin === 'string') return ` character${many}`;
  return origin === 'array' ? ` item${many}` : '';
}

function describeFound(value: unknown): string {
  if (isExact(value)) return numberText(value);
  if (value === undefined) return 'missing';
  if (value === null) return 'empty';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'a block';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…"` : text;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<PropertyKey, unknown>>)[segment];
  }
  return value;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A rule of our own says what is wrong with a name and what to write; of others only the advice is for people. */
function keyWords(name: string, inner: Issue): Pick<Finding, 'message' | 'suggestion'> {
  const own: unknown = inner.code === 'custom' ? inner.params?.suggestion : undefined;
  return typeof own === 'string'
    ? { message: `${capital(inner.message)}.`, suggestion: own }
    : { message: `The name '${name}' does not do.`, suggestion: `${capital(innerAdvice(inner))}.` };
}
