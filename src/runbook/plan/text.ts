import * as z from 'zod';
import type { Json } from '../../canonical.ts';
import { OpsError } from '../../errors.ts';
import { jsonText } from '../../values/json.ts';
import { isExact } from '../../values/number.ts';
import { saidValue } from '../../values/quoted.ts';
import type { Scope } from '../steps/step.ts';
import { referenceOf, type StepReference } from './reference.ts';
import { type Placeholder, placeholdersOf } from './template.ts';
import { valueInWords } from './value-text.ts';

/** Literal text and names of secrets, which are filled in at the moment of use. */
export type SecretText = readonly (string | SecretReference)[];
/** With `json`, the value goes into a JSON string and is escaped for it. */
export type SecretReference = { readonly secret: string } | { readonly secret: string; readonly json: true };
/** Literal text and references to results of earlier steps, which are known only while the plan runs. */
export type LateText = readonly (string | StepReference | GivenValue)[];
/** The value of a parameter that stands alone: it keeps its type, so that a number is compared as one. */
export interface GivenValue {
  readonly value: Json;
}

/** As a plan keeps them. */
export const storedSecretText: z.ZodType<SecretText> = z.array(
  z.union([
    z.string(),
    z.strictObject({ secret: z.string(), json: z.literal(true) }),
    z.strictObject({ secret: z.string() }),
  ]),
);
export const storedLateText: z.ZodType<LateText> = z.array(
  z.union([
    z.string(),
    z.strictObject({ step: z.string(), path: z.array(z.string()) }),
    z.strictObject({ value: z.custom<Json>((value) => value !== undefined) }),
  ]),
);

/**
 * Resolves a text that may hold secrets. The author's text is cut at its placeholders before any value is filled in,
 * so a parameter that contains `{{ secrets.X }}` stays plain text.
 */
export function secretText(template: string, scope: Scope): SecretText {
  return pieces(template, scope, ({ scope: of, path: [secret = '', ...rest] }) => {
    if (of !== 'secrets' || rest.length > 0) return undefined;
    scope.secret(secret);
    return { secret };
  });
}

/** Resolves a text that may refer to results of earlier steps. */
export function lateText(template: string, scope: Scope): LateText {
  const given = scope.value(template);
  if (given !== undefined) return [{ value: given }];
  return latePieces(template, scope);
}

/** Like {@link lateText}, for a sentence that people read as ours: see {@link Scope.said} and {@link saidString}. */
export function saidText(template: string, scope: Scope): LateText {
  return latePieces(template, { ...scope, text: scope.said });
}

function latePieces(template: string, scope: Scope): LateText {
  return pieces(template, scope, (placeholder) => {
    if (placeholder.scope !== 'steps') return undefined;
    return scope.result(referenceOf(placeholder));
  });
}

/** Whether a text is known before anything runs: no earlier step has to find some of it. */
export function isGiven(text: LateText): boolean {
  return text.every((piece) => typeof piece === 'string' || 'value' in piece);
}

/** The value that a reference leads to; undefined where it leads nowhere. */
export function valueBehind(
  reference: StepReference,
  resultOf: (step: string) => Json | undefined,
): Json | undefined {
  return follow(reference, resultOf);
}

/** What a card shows: the secret's name in place of its value. */
export function describeSecretText(text: SecretText): string {
  return text.map((piece) => (typeof piece === 'string' ? piece : `‹secret ${piece.secret}›`)).join('');
}

export function describeLateText(text: LateText): string {
  return text
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      return 'value' in piece ? textOf(piece.value) : `‹${[piece.step, ...piece.path].join('.')}›`;
    })
    .join('');
}

/**
 * The value behind a late text: a lone reference keeps its type (a number stays a number), anything else is text.
 * Undefined when a lone reference leads nowhere.
 * @throws OpsError when a reference inside a longer text leads nowhere.
 */
export function lateValue(text: LateText, resultOf: (step: string) => Json | undefined): Json | undefined {
  const [only] = text;
  if (text.length === 1 && typeof only === 'object') {
    return 'value' in only ? only.value : follow(only, resultOf);
  }
  return text.map((piece) => (typeof piece === 'string' ? piece : written(piece, resultOf))).join('');
}

/**
 * A late text as text: what is not text already is shown as JSON.
 * @param absent stands in place of a value that is not there. @throws OpsError without it.
 */
export function lateString(
  text: LateText,
  resultOf: (step: string) => Json | undefined,
  absent?: string,
): string {
  return text.map((piece) => (typeof piece === 'string' ? piece : written(piece, resultOf, absent))).join('');
}

/**
 * A {@link saidText} as text: what earlier steps gave stands in quotation marks as well, and a list of theirs in words.
 * @param absent stands in place of a value that is not there. @throws OpsError without it.
 */
export function saidString(
  text: LateText,
  resultOf: (step: string) => Json | undefined,
  absent?: string,
): string {
  return text
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      const value = written(piece, resultOf, absent, inWords);
      return value === absent ? value : saidValue(value);
    })
    .join('');
}

/** The author's text is filled in; what `later` answers for a placeholder stays in its place, to be filled in then. */
function pieces<What>(
  template: string,
  scope: Scope,
  later: (placeholder: Placeholder) => What | undefined,
): (string | What)[] {
  const result: (string | What)[] = [];
  let from = 0;
  for (const placeholder of placeholdersOf(template)) {
    const what = later(placeholder);
    if (what === undefined) continue;
    if (placeholder.at > from) result.push(scope.text(template.slice(from, placeholder.at)));
    result.push(what);
    from = placeholder.at + placeholder.written.length;
  }
  if (from < template.length || result.length === 0) result.push(scope.text(template.slice(from)));
  return result;
}

function follow(reference: StepReference, resultOf: (step: string) => Json | undefined): Json | undefined {
  let value: Json | undefined = resultOf(reference.step);
  for (const key of reference.path) {
    if (value === null || typeof value !== 'object' || isExact(value)) return undefined;
    if (!Object.hasOwn(value, key)) return undefined;
    value = (value as { readonly [key: string]: Json })[key];
  }
  return value;
}

function written(
  piece: StepReference | GivenValue,
  resultOf: (step: string) => Json | undefined,
  absent?: string,
  asText = textOf,
): string {
  if ('value' in piece) return asText(piece.value);
  const value = follow(piece, resultOf);
  if (value !== undefined) return asText(value);
  if (absent === undefined) throw missing(piece);
  return absent;
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : jsonText(value);
}

/** Numbers and texts as they stand; only what would be JSON is put in words. */
function inWords(value: Json): string {
  return value !== null && typeof value === 'object' && !isExact(value) ? valueInWords(value) : textOf(value);
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
