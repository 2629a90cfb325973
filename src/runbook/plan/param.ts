import type { Json } from '../../canonical.ts';
import { OpsError } from '../../errors.ts';
import { isBlank } from '../../values/characters.ts';
import { isNumeric, numberText } from '../../values/number.ts';
import { suggestName } from '../../written/nearest.ts';
import { giversOf, isRequired, type Param } from '../definition/construct/param.ts';
import type { ValueRule } from '../definition/construct/value.ts';
import { type Bound, boundingParam, boundText } from './bound.ts';
import { showHidden } from './hidden-characters.ts';
import { type Known, NOT_YET } from './known.ts';
import { besideOthers } from './param-beside.ts';
import { readValue } from './value.ts';

/** What is wrong with one parameter; a form shows it at its field. */
export interface ParamProblem {
  readonly param: string;
  /** What was found and why it does not do. */
  readonly message: string;
  /** What to write instead. */
  readonly suggestion: string;
}

export interface CheckedParams {
  /** Values by name, defaults filled in; an optional parameter that was not given is absent. */
  readonly values: Readonly<Record<string, Json>>;
  readonly problems: readonly ParamProblem[];
}

/** Thrown with every bad parameter at once. */
export class BadParams extends OpsError {
  readonly problems: readonly ParamProblem[];

  constructor(action: string, problems: readonly ParamProblem[]) {
    super({
      code: 'plan.params',
      what: `'${action}' was not planned.`,
      why: problems.map((problem) => problem.message).join(' '),
      next: problems.map((problem) => problem.suggestion).join(' '),
    });
    this.problems = problems;
  }
}

/**
 * Checks what a person gave against what an action declares. A text that is empty or blank counts as not given, and where a
 * parameter may be left out, as left out on purpose: then its default does not stand in for it.
 */
export function checkParams(
  declared: Readonly<Record<string, Param>>,
  given: Readonly<Record<string, string>>,
  known: Known,
): CheckedParams {
  const values: Record<string, Json> = {};
  const problems: ParamProblem[] = unknownParams(declared, given);
  for (const [name, param] of Object.entries(declared)) {
    const text = Object.hasOwn(given, name) ? given[name] : undefined;
    const leftOut = text !== undefined && isBlank(text) && param.required === false;
    const written = text === undefined || isBlank(text) ? defaultText(param) : text;
    if (written === undefined || leftOut) {
      if (isRequired(param)) problems.push(missing(name, param));
      continue;
    }
    const result = checkText(name, param, written, known);
    if ('value' in result) values[name] = result.value;
    else problems.push(result);
  }
  const beside = besideOthers(declared, values, known).map(
    ({ param, why, next }): ParamProblem => ({
      param,
      message: `${param}: ${excerpt(boundText(asBound(values, param) ?? ''))} ${why}.`,
      suggestion: next,
    }),
  );
  return { values, problems: [...problems, ...outsideOthers(declared, values, known), ...beside] };
}

/** Values that lie beyond those of other parameters, as far as both are given and sound. */
function outsideOthers(
  declared: Readonly<Record<string, Param>>,
  values: Readonly<Record<string, Json>>,
  known: Known,
): readonly ParamProblem[] {
  return Object.entries(declared).flatMap(([name, param]) =>
    (['min', 'max'] as const).flatMap((key): readonly ParamProblem[] => {
      const other = param[key] === undefined ? undefined : boundingParam(param[key]);
      const value = asBound(values, name);
      const bound = other === undefined ? undefined : asBound(values, other);
      if (value === undefined || bound === undefined) return [];
      const { min: _min, max: _max, ...rest } = param;
      const result = checkText(name, { ...rest, [key]: bound }, boundText(value), known);
      if ('value' in result) return [];
      return [{ ...result, suggestion: `${result.suggestion} That is the value of ${other}.` }];
    }),
  );
}

function asBound(values: Readonly<Record<string, Json>>, name: string): Bound | undefined {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  return isNumeric(value) || typeof value === 'string' ? value : undefined;
}

/** A default is read like what people type, so it has the type that it stands for. */
export function defaultProblem(name: string, param: Param): ParamProblem | undefined {
  const text = defaultText(param);
  return text === undefined ? undefined : valueProblem(name, param, text);
}

/** What is wrong with a value that an author writes for a parameter. */
export function valueProblem(name: string, param: Param, text: string): ParamProblem | undefined {
  const result = checkText(name, param, text, NOT_YET);
  return 'value' in result ? undefined : result;
}

/**
 * Values that the definition itself offers, as they are filled in: its default, its example, its choices, and the greatest
 * of numbers that are all below zero.
 */
export function offeredTexts(param: Param): readonly string[] {
  const { choices = [], example, max } = param;
  const negative = isNumeric(max) && numberText(max).startsWith('-') ? [numberText(max)] : [];
  return [defaultText(param), example, ...choices, ...negative].flatMap((text) =>
    text === undefined ? [] : [param.type === 'longtext' ? text : text.trim()],
  );
}

/** An example that would be refused leads people astray. */
export function exampleProblem(name: string, param: Param): ParamProblem | undefined {
  return param.example === undefined ? undefined : valueProblem(name, param, param.example);
}

/** A default as a person would type it. */
export function defaultText({ default: given }: Param): string | undefined {
  return isNumeric(given) ? numberText(given) : given === undefined ? undefined : String(given);
}

function checkText(
  name: string,
  param: Param,
  raw: string,
  known: Known,
): { readonly value: Json } | ParamProblem {
  const read = readValue(name, ruleOf(name, param, known), raw, known);
  if ('value' in read) return read;
  const message = `${name}: ${excerpt(raw)} ${read.why}.`;
  return { param: name, message, suggestion: read.next === '' ? exampleOf(name, param) : read.next };
}

/** What there is to pick is a choice once somebody has looked. */
function ruleOf(name: string, param: Param, { lists }: Known): ValueRule {
  if (param.type !== 'pick' || lists === undefined) return param;
  const choices = Object.hasOwn(lists, name) ? lists[name] : undefined;
  return { ...param, type: 'choice', choices: [...(choices ?? [])] };
}

function unknownParams(
  declared: Readonly<Record<string, Param>>,
  given: Readonly<Record<string, string>>,
): ParamProblem[] {
  const names = Object.keys(declared);
  return Object.keys(given)
    .filter((name) => !Object.hasOwn(declared, name))
    .map((name) => ({
      param: name,
      message: `There is no parameter ${excerpt(name)}.`,
      suggestion: names.length === 0 ? 'This action takes no parameters.' : suggestName(name, names),
    }));
}

function missing(name: string, param: Param): ParamProblem {
  const { from } = param;
  const way =
    from === undefined
      ? ''
      : param.type === 'pick'
        ? ` ${from.action} lists what there is.`
        : ` A successful run of ${giversOf(from).join(' or ')} hands one on.`;
  return { param: name, message: `${name} is missing.${way}`, suggestion: exampleOf(name, param) };
}

function exampleOf(name: string, param: Param): string {
  const example = param.example === undefined ? '' : ` Example: ${param.example}`;
  return `Give ${name}: ${param.description.replace(/\.$/, '')}.${example}`;
}

/** Quotes what was given, short and with hidden characters escaped, so that the message cannot be bent by it. */
function excerpt(text: string): string {
  const characters = [...text];
  const shown = characters.length > 60 ? `${characters.slice(0, 57).join('')}…` : text;
  return showHidden(JSON.stringify(shown));
}
