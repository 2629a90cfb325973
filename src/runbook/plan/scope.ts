import type { Json } from '../../canonical.ts';
import { OpsError } from '../../errors.ts';
import { cut } from '../../values/cut.ts';
import { isNumeric, numberText } from '../../values/number.ts';
import { saidValue } from '../../values/quoted.ts';
import { suggestName } from '../../written/nearest.ts';
import type { Answerers, DefinitionProblem, Scope } from '../steps/step.ts';
import { credentialFor, type PlanCredential } from './credential.ts';
import { FACTS, type Fact, isFact } from './occasion.ts';
import { isPersonPart, PERSON_PARTS, type PlanPerson, partOf } from './person.ts';
import { ANYTHING } from './possible.ts';
import type { StepReference } from './reference.ts';
import { isGiven, type Placeholder, parseTemplate, type TemplatePart } from './template.ts';

export interface ScopeInput {
  /** Reference of the action, for messages. */
  readonly action: string;
  /** Names of all parameters, given or not. */
  readonly declared: readonly string[];
  /** Those of them that may be left out. Default: none. */
  readonly optional?: readonly string[];
  /** What the definition itself offers for each parameter, while it is checked: a plan would be refused with that. */
  readonly offered?: Readonly<Record<string, readonly string[]>>;
  /** What a text may turn out to be, while a definition is checked. Absent: it was checked already. */
  readonly possible?: Scope['possible'];
  /** What earlier steps leave for this one. Absent: it was checked already. */
  readonly results?: Results;
  /** What a reference means in the whole plan. Default: what it says. */
  readonly referenceOf?: (reference: StepReference) => StepReference;
  /** Called for what is wrong with the definition. Default: throws an OpsError. */
  readonly report?: Report;
  /** Called with the place of each text that is filled in. */
  readonly resolved?: (path: readonly PropertyKey[]) => void;
  readonly params: Readonly<Record<string, Json>>;
  /** The people among the parameters that were given. */
  readonly persons: Readonly<Record<string, PlanPerson>>;
  /** What is known of the run. */
  readonly facts: Readonly<Record<Fact, string>>;
  /** Variables that the runbook declares. Absent: it was checked already. */
  readonly variables?: readonly string[];
  readonly vars: Readonly<Record<string, string>>;
  /** What services know the system by. Absent: a definition is checked, and nobody knows. */
  readonly credentials?: Readonly<Record<string, PlanCredential>>;
  /** Default: everybody in the settings. */
  readonly answerers?: Answerers;
  /** Roles that somebody may hold. Absent: it was checked already, or nobody knows. */
  readonly held?: readonly string[] | undefined;
  readonly workdir: string;
  /** The folder of the runbook. */
  readonly folder: string;
  readonly path: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly services?: Scope['services'];
}

/** What is wrong with a reference to a result, or undefined. */
export type Results = (step: string, path: readonly string[]) => DefinitionProblem | undefined;
/** @param path inside what is written for the step's kind. */
export type Report = (path: readonly PropertyKey[], problem: DefinitionProblem) => void;

/** A scope of one step, with what the step used. */
export interface RecordingScope extends Scope {
  readonly secrets: ReadonlySet<string>;
  readonly targets: ReadonlySet<string>;
  /** What it says of the run. */
  readonly facts: ReadonlySet<Fact>;
}

type Encode = (value: string, placeholder: Placeholder) => string;

/** Fills parameters and variables into the texts of a step. Values are never read as templates again. */
export function createScope(input: ScopeInput): RecordingScope {
  const used = { secrets: new Set<string>(), targets: new Set<string>(), facts: new Set<Fact>() };
  return { ...scopeAt(input, used, []), ...used };
}

interface Used {
  readonly secrets: Set<string>;
  readonly targets: Set<string>;
  readonly facts: Set<Fact>;
}

function scopeAt(given: ScopeInput, used: Used, path: readonly PropertyKey[]): Scope {
  const report = given.report ?? refuseDefinition(given);
  const wrong = (problem: DefinitionProblem): void => report(path, problem);
  const input: Filling = { ...given, wrong, spoken: used.facts };
  const fill = (template: string, encode?: Encode): string => {
    given.resolved?.(path);
    return filled(partsOf(template, input), input, encode);
  };
  return {
    at: (...further) => scopeAt(given, used, [...path, ...further]),
    wrong,
    text: (template) => fill(template),
    said: (template) => fill(template, saidPart),
    value: (template) => loneValue(template, input, () => given.resolved?.(path)),
    fixed(template, what) {
      refuseParams(partsOf(template, input), input, what);
      return fill(template);
    },
    url(template) {
      given.resolved?.(path);
      return urlOf(template, input);
    },
    argv(items) {
      for (const index of items.keys()) given.resolved?.([...path, index]);
      return resolveArgv(items, input, (index) => report.bind(undefined, [...path, index]));
    },
    secret(name) {
      given.resolved?.(path);
      used.secrets.add(name);
    },
    possible: given.possible ?? (() => ANYTHING),
    result(reference) {
      given.resolved?.(path);
      const problem = given.results?.(reference.step, reference.path);
      if (problem !== undefined) wrong(problem);
      return given.referenceOf?.(reference) ?? reference;
    },
    credential: (name, addresses) =>
      given.credentials && credentialFor(name, addresses, given.credentials, given.action),
    target: (name) => used.targets.add(name),
    answerers: given.answerers ?? { of: [], requester: false },
    ...(given.held === undefined ? {} : { held: given.held }),
    workdir: input.workdir,
    folder: input.folder,
    path: input.path,
    env: input.env,
    ...(input.services === undefined ? {} : { services: input.services }),
  };
}

type Filling = ScopeInput & {
  wrong(problem: DefinitionProblem): void;
  /** Takes what is said of the run. */
  readonly spoken: Set<Fact>;
};

function filled(parts: readonly TemplatePart[], input: Filling, encode: Encode = (value) => value): string {
  return parts.map((part) => partText(part, input, encode)).join('');
}

/**
 * Items become arguments one by one. An item that speaks of an optional parameter which was not given is left out.
 */
function resolveArgv(
  items: readonly string[],
  input: Filling,
  reportAt: (index: number) => (problem: DefinitionProblem) => void,
): readonly string[] {
  const end = items.indexOf('--');
  return items.flatMap((item, index) => {
    const at: Filling = { ...input, wrong: reportAt(index) };
    const parts = partsOf(item, at);
    if (index > 0 && (end === -1 || index <= end)) refuseLonelyFlag(items[index - 1] ?? '', parts, at);
    if (parts.some((part) => isAbsent(part, at))) return [];
    if (end === -1 || index < end) refuseOption(parts, at);
    return [filled(parts, at)];
  });
}

/** When the value is left out, its option would take the next argument for it. */
function refuseLonelyFlag(before: string, parts: readonly TemplatePart[], input: Filling): void {
  const optional = parts.find(
    (part) =>
      typeof part !== 'string' && part.scope === 'params' && input.optional?.includes(part.path[0] ?? ''),
  );
  if (optional === undefined || typeof optional === 'string') return;
  if (!/^-[^=]*$/.test(before) || before === '--' || before === '-') return;
  input.wrong({
    message: `${optional.written} may be left out, and then '${before}' stands without its value.`,
    suggestion: `Write both as one item, such as "${before}=${optional.written}", give the parameter a default, or put \`--\` between them where '${before}' takes no value.`,
  });
}

/** A parameter's value at the very beginning of an item would be read as an option when it begins with `-`. */
function refuseOption(parts: readonly TemplatePart[], input: Filling): void {
  const first = parts.find((part) => partText(part, quiet(input), (value) => value) !== '');
  if (first === undefined || !isGiven(first)) return;
  const offered = offeredFor(first, input).find((text) => text.startsWith('-'));
  if (offered !== undefined) {
    input.wrong({
      message: `${first.written} may be ${JSON.stringify(cut(offered, 40))}, which the definition itself offers, and the program would take it for an option.`,
      suggestion: `Write it behind its flag in one item, such as "--value=${first.written}", put \`--\` before it, or offer a value without the hyphen.`,
    });
  }
  const value = partText(first, quiet(input), (text) => text);
  if (!value.startsWith('-')) return;
  const name = first.path.join('.');
  throw new OpsError({
    code: 'plan.option',
    what: `'${input.action}' was not planned.`,
    why: `${name} begins with a hyphen (${JSON.stringify(cut(value, 40))}), and the program would take it for an option.`,
    next: `Give ${name} without the leading hyphen.`,
  });
}

function offeredFor({ scope, path }: Placeholder, { offered = {} }: ScopeInput): readonly string[] {
  const name = path.join('.');
  return scope === 'params' && Object.hasOwn(offered, name) ? (offered[name] ?? []) : [];
}

/** Looks at a text without saying anything: it is filled in afterwards, which says it once. */
function quiet(input: Filling): Filling {
  return { ...input, wrong: () => {} };
}

function refuseParams(parts: readonly TemplatePart[], input: Filling, what: string): void {
  const param = parts.find(isGiven);
  if (param === undefined) return;
  input.wrong({
    message: `${param.written} stands in ${what}: whoever gives the value would choose what runs.`,
    suggestion: 'Write it out or take a variable; let a value be an argument, or write an action for each.',
  });
}

function urlOf(template: string, given: Filling): string | undefined {
  let faulty = false;
  const input: Filling = {
    ...given,
    wrong(problem) {
      faulty = true;
      given.wrong(problem);
    },
  };
  const parts = partsOf(template, input);
  const from = parts.findIndex(isGiven);
  const param = parts[from];
  if (param !== undefined && isGiven(param)) {
    const before = filled(parts.slice(0, from), quiet(input), urlPart);
    if (!/^https?:\/\/[^/?#]+[/?#]/i.test(before)) {
      input.wrong({
        message: `${param.written} stands in the name of a server: whoever gives the value would choose where the request goes.`,
        suggestion:
          'Begin the address with a server and a slash, and let the value be a part of what follows.',
      });
    }
  }
  for (const part of parts) if (typeof part !== 'string') refuseOfferedPath(part, input);
  const address = filled(parts, input, urlPart);
  return faulty ? undefined : address;
}

/** A number is nobody's words. */
const saidPart: Encode = (value, { scope }) => (scope === 'params' ? saidValue(value) : value);

/** The texts that percent-encoding leaves alone and a URL parser still interprets. */
const DOTS: readonly string[] = ['.', '..'];

function refuseOfferedPath(part: Placeholder, input: Filling): void {
  const offered =
    part.scope === 'params' ? offeredFor(part, input).find((text) => DOTS.includes(text)) : undefined;
  if (offered === undefined) return;
  input.wrong({
    message: `${part.written} may be '${offered}', which the definition itself offers, and that would lead to another address.`,
    suggestion: 'Offer a name, not a relative path.',
  });
}

const urlPart: Encode = (value, placeholder) => {
  if (!isGiven(placeholder)) return value;
  if (DOTS.includes(value)) {
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

/** The value of a parameter that stands alone, with its type. A text is left to be filled in as text. */
function loneValue(template: string, { params }: ScopeInput, resolved: () => void): Json | undefined {
  const [only, ...others] = parseTemplate(template.trim()).parts;
  if (typeof only !== 'object' || only.scope !== 'params' || others.length > 0) return undefined;
  const name = only.path.join('.');
  const value = Object.hasOwn(params, name) ? params[name] : undefined;
  if (value === undefined || typeof value === 'string') return undefined;
  resolved();
  return value;
}

/** As it was typed: a number keeps its form. */
function paramText(value: Json | undefined): string {
  return isNumeric(value) ? numberText(value) : String(value);
}

function personAt({ path: [name = '', ...rest] }: Placeholder, { persons }: Filling): PlanPerson | undefined {
  return rest.length > 0 && Object.hasOwn(persons, name) ? persons[name] : undefined;
}

/** What is said of a person: a part of them that there is, and that this one has. */
function personText(part: Placeholder, input: Filling): string {
  const person = personAt(part, input);
  const name = part.path.slice(1).join('.');
  if (person === undefined) return '';
  if (!isPersonPart(name)) {
    input.wrong({
      message: `Of a person there is no '${name}'.`,
      suggestion: suggestName(name, PERSON_PARTS),
    });
    return '';
  }
  const said = partOf(person, name);
  if ('text' in said) return said.text;
  throw new OpsError({
    code: 'plan.person',
    what: `'${input.action}' was not planned.`,
    why: said.why,
    next: said.next,
  });
}

function partText(part: TemplatePart, input: Filling, encode: Encode): string {
  if (typeof part === 'string') return part;
  const name = part.path.join('.');
  switch (part.scope) {
    case 'params':
      if (isAbsent(part, input)) return '';
      if (Object.hasOwn(input.params, name)) return encode(paramText(input.params[name]), part);
      if (personAt(part, input) !== undefined) return encode(personText(part, input), part);
      input.wrong({
        message: `The action has no parameter '${name}'.`,
        suggestion: suggestName(name, input.declared),
      });
      return '';
    case 'vars': {
      if (input.variables?.includes(name) === false) {
        input.wrong({
          message: `The runbook has no variable '${name}'.`,
          suggestion: suggestName(name, input.variables),
        });
        return '';
      }
      const value = Object.hasOwn(input.vars, name) ? input.vars[name] : undefined;
      if (value !== undefined) return encode(value, part);
      throw new OpsError({
        code: 'plan.variable',
        what: `'${input.action}' was not planned.`,
        why: `The variable '${name}' has no value.`,
        next: `Set it in keyturn.yaml under systems, vars: \`${name}: …\`.`,
      });
    }
    case 'run':
      if (isFact(name)) {
        input.spoken.add(name);
        return encode(input.facts[name], part);
      }
      input.wrong({
        message: `Of a run there is no '${name}'.`,
        suggestion: suggestName(name, FACTS),
      });
      return '';
    case 'secrets':
      input.wrong({
        message: `${part.written} cannot stand here: people see this text, and the list of programs shows it to everybody on the host.`,
        suggestion: 'A secret may stand only in env, stdin, headers and the json of a request.',
      });
      return '';
    case 'steps':
      input.wrong({
        message: `${part.written} cannot stand here: the step is approved before it runs, and no result is known yet.`,
        suggestion: 'Use the result of a step in assert, branch (on) and notify (text) only.',
      });
      return '';
  }
}

function partsOf(template: string, input: Filling): readonly TemplatePart[] {
  const { parts, errors } = parseTemplate(template);
  for (const { piece, why } of errors) {
    input.wrong({ message: `'${cut(piece, 60)}' is no placeholder.`, suggestion: `${capital(why)}.` });
  }
  return parts;
}

/** What a plan answers when the definition is at fault: the person who asked can only pass it on. */
function refuseDefinition({ action }: Pick<ScopeInput, 'action'>): Report {
  return (_path, problem) => {
    throw definitionError(action, problem);
  };
}

export function definitionError(action: string, { message, suggestion }: DefinitionProblem): OpsError {
  return new OpsError({
    code: 'plan.template',
    what: `'${action}' was not planned.`,
    why: `Its definition does not do. ${message}`,
    next: `Ask the author of the runbook to mend it; \`keyturn lint\` shows the place. ${suggestion}`.trim(),
  });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
