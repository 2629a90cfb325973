import type { Json } from '../../../canonical.ts';
import { OpsError } from '../../../errors.ts';
import type { Scope } from '../step.ts';

/** Literal text and names of secrets, which are filled in at the moment of use. */
export type SecretText = readonly (string | SecretReference)[];
/** With `json`, the value goes into a JSON string and is escaped for it. */
export type SecretReference = { readonly secret: string } | { readonly secret: string; readonly json: true };
/** Literal text and references to results of earlier steps, which are known only while the plan runs. */
export type LateText = readonly (string | StepReference)[];
export interface StepReference {
  readonly step: string;
  /** Keys and indexes, outermost first. */
  readonly path: readonly string[];
}

const SECRET = /\{\{\s*secrets\.([\w-]+)\s*\}\}/g;
const LATE = /\{\{\s*steps\.([\w-]+)((?:\.[\w$-]+|\[\d+\])*)\s*\}\}/g;

/**
 * Resolves a text that may hold secrets. The author's text is cut at its placeholders before any value is filled in,
 * so a parameter that contains `{{ secrets.X }}` stays plain text.
 */
export function secretText(template: string, scope: Scope): SecretText {
  return pieces(template, SECRET, scope, ([, name = '']) => {
    scope.secret(name);
    return { secret: name };
  });
}

/** Resolves a text that may refer to results of earlier steps. */
export function lateText(template: string, scope: Scope): LateText {
  return pieces(template, LATE, scope, ([, step = '', path = '']) => ({ step, path: keysOf(path) }));
}

/** What a card shows: the secret's name in place of its value. */
export function describeSecretText(text: SecretText): string {
  return text.map((piece) => (typeof piece === 'string' ? piece : `‹secret ${piece.secret}›`)).join('');
}

export function describeLateText(text: LateText): string {
  return text
    .map((piece) => (typeof piece === 'string' ? piece : `‹${[piece.step, ...piece.path].join('.')}›`))
    .join('');
}

/**
 * The value behind a late text: a lone reference keeps its type (a number stays a number), anything else is text.
 * Undefined when a lone reference leads nowhere.
 * @throws OpsError when a reference inside a longer text leads nowhere.
 */
export function lateValue(text: LateText, resultOf: (step: string) => Json | undefined): Json | undefined {
  const [only] = text;
  if (text.length === 1 && typeof only === 'object') return follow(only, resultOf);
  return text.map((piece) => (typeof piece === 'string' ? piece : written(piece, resultOf))).join('');
}

/** A late text as text: what is not text already is shown as JSON. */
export function lateString(text: LateText, resultOf: (step: string) => Json | undefined): string {
  return text.map((piece) => (typeof piece === 'string' ? piece : written(piece, resultOf))).join('');
}

function pieces<Found>(
  template: string,
  pattern: RegExp,
  scope: Scope,
  found: (match: RegExpExecArray) => Found,
): (string | Found)[] {
  const result: (string | Found)[] = [];
  let from = 0;
  for (const match of template.matchAll(pattern)) {
    if (match.index > from) result.push(scope.text(template.slice(from, match.index)));
    result.push(found(match));
    from = match.index + match[0].length;
  }
  if (from < template.length || result.length === 0) result.push(scope.text(template.slice(from)));
  return result;
}

function keysOf(path: string): string[] {
  return path.split(/[.[\]]+/).filter((key) => key !== '');
}

function follow(reference: StepReference, resultOf: (step: string) => Json | undefined): Json | undefined {
  let value: Json | undefined = resultOf(reference.step);
  for (const key of reference.path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return undefined;
    value = (value as { readonly [key: string]: Json })[key];
  }
  return value;
}

function written(reference: StepReference, resultOf: (step: string) => Json | undefined): string {
  const value = follow(reference, resultOf);
  if (value === undefined) throw missing(reference);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function missing(reference: StepReference): OpsError {
  const name = [reference.step, ...reference.path].join('.');
  return new OpsError({
    code: 'step.no-value',
    what: 'The step was not carried out.',
    why: `It refers to ${name}, and the step ${reference.step} gave no such value.`,
    next: `Look at the output of the step ${reference.step}; the runbook may name the wrong field.`,
  });
}
