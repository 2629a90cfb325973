import type { Json } from '../../canonical.ts';
import { OpsError } from '../../errors.ts';
import type { Scope } from '../steps/step.ts';
import { type Placeholder, parseTemplate, type TemplatePart } from './template.ts';

export interface ScopeInput {
  /** Reference of the action, for messages. */
  readonly action: string;
  /** Names of all parameters, given or not. */
  readonly declared: readonly string[];
  readonly params: Readonly<Record<string, Json>>;
  readonly vars: Readonly<Record<string, string>>;
  readonly workdir: string;
  readonly path: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A scope of one step, with what the step used. */
export interface RecordingScope extends Scope {
  readonly secrets: ReadonlySet<string>;
  readonly targets: ReadonlySet<string>;
}

type Encode = (value: string, placeholder: Placeholder) => string;

/** Fills parameters and variables into the texts of a step. Values are never read as templates again. */
export function createScope(input: ScopeInput): RecordingScope {
  const secrets = new Set<string>();
  const targets = new Set<string>();
  const fill = (template: string, encode: Encode = (value) => value): string =>
    partsOf(template, input)
      .map((part) => partText(part, input, encode))
      .join('');
  return {
    text: (template) => fill(template),
    url: (template) => fill(template, urlPart),
    argv: (items) => resolveArgv(items, input, fill),
    secret: (name) => secrets.add(name),
    target: (name) => targets.add(name),
    workdir: input.workdir,
    path: input.path,
    env: input.env,
    secrets,
    targets,
  };
}

/**
 * Items become arguments one by one. An item that speaks of an optional parameter which was not given is left out.
 */
function resolveArgv(
  items: readonly string[],
  input: ScopeInput,
  fill: (item: string) => string,
): readonly string[] {
  const end = items.indexOf('--');
  return items.flatMap((item, index) => {
    const parts = partsOf(item, input);
    if (parts.some((part) => isAbsent(part, input))) return [];
    if (end === -1 || index < end) refuseOption(parts, input);
    return [fill(item)];
  });
}

/** A parameter's value at the very beginning of an item would be read as an option when it begins with `-`. */
function refuseOption(parts: readonly TemplatePart[], input: ScopeInput): void {
  const first = parts.find((part) => partText(part, input, (value) => value) !== '');
  if (first === undefined || typeof first === 'string' || first.scope !== 'params') return;
  const value = partText(first, input, (text) => text);
  if (!value.startsWith('-')) return;
  const name = first.path[0] ?? '';
  throw new OpsError({
    code: 'plan.option',
    what: `'${input.action}' was not planned.`,
    why: `${name} begins with a hyphen (${JSON.stringify(value.slice(0, 40))}), and the program would take it for an option.`,
    next: `Give ${name} without the leading hyphen.`,
  });
}

const urlPart: Encode = (value, placeholder) => {
  if (placeholder.scope !== 'params') return value;
  // The one text that percent-encoding leaves alone and a URL parser still interprets.
  if (value === '.' || value === '..') {
    throw new OpsError({
      code: 'plan.url',
      what: 'The action was not planned.',
      why: `${placeholder.path[0] ?? 'A parameter'} is '${value}', which would lead to another address.`,
      next: 'Give a name, not a relative path.',
    });
  }
  return encodeURIComponent(value);
};

function isAbsent(part: TemplatePart, input: ScopeInput): boolean {
  if (typeof part === 'string' || part.scope !== 'params') return false;
  const name = part.path[0] ?? '';
  return input.declared.includes(name) && !Object.hasOwn(input.params, name);
}

function partText(part: TemplatePart, input: ScopeInput, encode: Encode): string {
  if (typeof part === 'string') return part;
  const name = part.path.join('.');
  switch (part.scope) {
    case 'params':
      if (isAbsent(part, input)) return '';
      if (Object.hasOwn(input.params, name)) return encode(String(input.params[name]), part);
      throw broken(input, part, `the action has no parameter '${name}'`);
    case 'vars': {
      const value = Object.hasOwn(input.vars, name) ? input.vars[name] : undefined;
      if (value !== undefined) return encode(value, part);
      throw new OpsError({
        code: 'plan.variable',
        what: `'${input.action}' was not planned.`,
        why: `The variable '${name}' has no value.`,
        next: `Set it in keyturn.yaml under systems, vars: \`${name}: …\`.`,
      });
    }
    case 'secrets':
      throw broken(input, part, 'a secret may stand only in env, stdin, headers and bodies');
    case 'steps':
      throw broken(input, part, 'results of steps are not known before the run');
  }
}

function partsOf(template: string, input: ScopeInput): readonly TemplatePart[] {
  const { parts, errors } = parseTemplate(template);
  const [error] = errors;
  if (error === undefined) return parts;
  throw brokenText(input, `'${error.piece}' is no placeholder: ${error.why}`);
}

function broken(input: ScopeInput, part: Placeholder, why: string): OpsError {
  return brokenText(input, `${part.written} cannot be used there: ${why}`);
}

function brokenText(input: ScopeInput, why: string): OpsError {
  return new OpsError({
    code: 'plan.template',
    what: `'${input.action}' was not planned.`,
    why: `In its definition, ${why}.`,
    next: 'Ask the author of the runbook to mend it; `keyturn lint` shows the place.',
  });
}
