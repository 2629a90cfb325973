import type { Json } from '../../canonical.ts';
import { OpsError } from '../../errors.ts';
import { suggestName } from '../../written/nearest.ts';
import type { Param } from '../definition/construct/param.ts';
import { hiddenCharacter } from './hidden-characters.ts';
import { PARAM_PARSERS } from './param-type.ts';

const DEFAULT_MAX_LENGTH = 4_000;

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

/** Checks what a person gave against what an action declares. An empty text counts as not given. */
export function checkParams(
  declared: Readonly<Record<string, Param>>,
  given: Readonly<Record<string, string>>,
): CheckedParams {
  const values: Record<string, Json> = {};
  const problems: ParamProblem[] = unknownParams(declared, given);
  for (const [name, param] of Object.entries(declared)) {
    const text = Object.hasOwn(given, name) ? given[name] : undefined;
    if (text === undefined || text === '') {
      if (param.default !== undefined) values[name] = param.default;
      else if (isRequired(param)) problems.push(missing(name, param));
      continue;
    }
    const result = checkText(name, param, text);
    if ('value' in result) values[name] = result.value;
    else problems.push(result);
  }
  return { values, problems };
}

/** A parameter must be given unless it has a default or says that it is not required. */
export function isRequired(param: Param): boolean {
  return param.default === undefined && param.required !== false;
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
  const multiline = param.type === 'longtext';
  const text = multiline ? raw : raw.trim();
  const hidden = hiddenCharacter(text, multiline);
  if (hidden !== undefined) {
    return wrong(
      `contains the hidden character ${hidden}`,
      `Type ${name} again without invisible characters.`,
    );
  }
  if (param.pattern !== undefined && !new RegExp(`^(?:${param.pattern})$`, 'u').test(text)) {
    return wrong(`does not match ${param.pattern}`, exampleOf(name, param));
  }
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
  return { param: name, message: `${name} is missing.`, suggestion: exampleOf(name, param) };
}

function exampleOf(name: string, param: Param): string {
  const example = param.example === undefined ? '' : ` Example: ${param.example}`;
  return `Give ${name}: ${param.description.replace(/\.$/, '')}.${example}`;
}

/** Quotes what was given, short and with hidden characters escaped, so that the message cannot be bent by it. */
function excerpt(text: string): string {
  const shown = text.length > 60 ? `${text.slice(0, 57)}…` : text;
  const escaped = JSON.stringify(shown).replace(/[^\x20-\x7e\u00a1-\u024f…]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return escaped;
}
