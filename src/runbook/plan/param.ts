import type { Json } from '../../canonical.ts';
import { OpsError } from '../../errors.ts';
import { patternMismatch } from '../../pattern/pattern.ts';
import { isBlank, unstorable } from '../../values/characters.ts';
import { isNumeric, numberText } from '../../values/number.ts';
import { suggestName } from '../../written/nearest.ts';
import { DEFAULT_MAX_LENGTH, isRequired, type Param } from '../definition/construct/param.ts';
import { hiddenCharacter, showHidden } from './hidden-characters.ts';
import { PARAM_PARSERS } from './param-type.ts';

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
    const result = checkText(name, param, written);
    if ('value' in result) values[name] = result.value;
    else problems.push(result);
  }
  return { values, problems };
}

/** A default is read like what people type, so it has the type that it stands for. */
export function defaultProblem(name: string, param: Param): ParamProblem | undefined {
  const text = defaultText(param);
  const result = text === undefined ? undefined : checkText(name, param, text);
  return result === undefined || 'value' in result ? undefined : result;
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
  const result = param.example === undefined ? undefined : checkText(name, param, param.example);
  return result === undefined || 'value' in result ? undefined : result;
}

/** A default as a person would type it. */
export function defaultText({ default: given }: Param): string | undefined {
  return isNumeric(given) ? numberText(given) : given === undefined ? undefined : String(given);
}

function checkText(name: string, param: Param, raw: string): { readonly value: Json } | ParamProblem {
  const wrong = (why: string, suggestion: string): ParamProblem => ({
    param: name,
    message: `${name}: ${excerpt(raw)} ${why}.`,
    suggestion,
  });
  const longest = param.maxLength ?? DEFAULT_MAX_LENGTH;
  if (raw.length > longest) {
    return wrong(`has ${raw.length} characters`, `Use at most ${longest} characters for ${name}.`);
  }
  const lost = unstorable(raw);
  if (lost !== undefined) return wrong(`holds ${lost.name}`, `Type ${name} again without it.`);
  const multiline = param.type === 'longtext';
  const text = multiline ? raw : raw.trim();
  const hidden = hiddenCharacter(text, multiline);
  if (hidden !== undefined) {
    return wrong(
      `contains the hidden character ${hidden}`,
      `Type ${name} again without invisible characters.`,
    );
  }
  const mismatch = param.pattern === undefined ? undefined : patternMismatch(param.pattern, text);
  if (mismatch !== undefined) return wrong(mismatch, exampleOf(name, param));
  const parsed = PARAM_PARSERS[param.type](text, param);
  return 'value' in parsed ? parsed : wrong(parsed.why, parsed.next);
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
  const way = from === undefined ? '' : ` A successful run of ${from.action} hands one on.`;
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
