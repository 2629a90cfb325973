import { suggestName } from '../../../../written/nearest.ts';
import type { Finding } from '../../../../written/problem.ts';
import { textOf } from '../../../plan/frame-scope.ts';
import { valueProblem } from '../../../plan/param.ts';
import { parseTemplate, placeholdersOf } from '../../../plan/template.ts';
import type { Action } from '../../construct/action.ts';
import type { Inclusion } from '../../construct/inclusion.ts';
import { isRequired, type Param } from '../../construct/param.ts';
import { inclusionOf, type Step } from '../../construct/step.ts';
import type { ValueType } from '../../construct/value-type.ts';

type Path = readonly PropertyKey[];
type Found = Pick<Finding, 'message' | 'suggestion'>;

/** What an inclusion gives: parameters that there are, each of a type that is taken, and all that must be given. */
export function givenFindings(action: Action, included: Action, step: Step, path: Path): readonly Finding[] {
  const inclusion = inclusionOf(step);
  if (inclusion === undefined) return [];
  const at = [...path, 'include', 'with'];
  const names = Object.keys(included.params);
  const given = Object.entries(inclusion.with).flatMap(([name, value]): readonly Finding[] => {
    const param = Object.hasOwn(included.params, name) ? included.params[name] : undefined;
    if (param === undefined) {
      const message = `'${included.id}' has no parameter '${name}'.`;
      return [{ path: [...at, name], atKey: true, message, suggestion: suggestName(name, names) }];
    }
    const found = valueFinding(action, included, name, param, value);
    return found === undefined ? [] : [{ path: [...at, name], ...found }];
  });
  const missing = Object.entries(included.params).flatMap(([name, param]): readonly Finding[] => {
    if (!isRequired(param) || Object.hasOwn(inclusion.with, name)) return [];
    const message = `'${included.id}' needs '${name}', which it is not given.`;
    const suggestion = step.takesBack
      ? `Declare a parameter '${name}' of type ${param.type} here as well: what takes an action back is given its values.`
      : `Write \`with: { ${name}: … }\`: ${param.description}`;
    return [{ path: [...path, 'include'], message, suggestion }];
  });
  return [...given, ...missing];
}

function valueFinding(
  action: Action,
  included: Action,
  name: string,
  param: Param,
  value: Inclusion['with'][string],
): Found | undefined {
  const text = typeof value === 'string' ? value : textOf(value);
  const { parts } = parseTemplate(text);
  const placeholders = placeholdersOf(text);
  // A pick is offered by a form, where what there is was looked up.
  if (param.type === 'pick') return pickFinding(action, included, name, param, text);
  if (placeholders.length === 0) return valueProblem(name, param, text);
  const [only] = placeholders;
  if (parts.length > 1 || only === undefined) return partFinding(included, name, param);
  if (only.scope !== 'params' || only.path.length > 1) return undefined;
  const own = paramNamed(action, only.path[0] ?? '');
  return own === undefined ? undefined : paramFinding(included, name, param, only.path[0] ?? '', own);
}

function paramNamed({ params }: Action, name: string): Param | undefined {
  return Object.hasOwn(params, name) ? params[name] : undefined;
}

/** Text around a value makes a text of it. */
const TEXTS: readonly ValueType[] = ['text', 'longtext', 'identifier', 'url'];

function partFinding(included: Action, name: string, { type }: Param): Found | undefined {
  if (TEXTS.includes(type)) return undefined;
  return {
    message: `'${name}' of '${included.id}' is of type ${type}, and this is a text with a value in it.`,
    suggestion: 'Write the value alone: "{{ params.name }}".',
  };
}

/** Values of one type that are taken for those of another as they are; what is listed and has no such form is refused when it is picked. */
const WIDER: Readonly<Partial<Record<ValueType, readonly ValueType[]>>> = {
  integer: ['number'],
  text: ['longtext'],
  pick: ['identifier'],
};

function paramFinding(
  included: Action,
  name: string,
  param: Param,
  ownName: string,
  own: Param,
): Found | undefined {
  // Left out on purpose, its default does not stand in for it.
  if (own.required === false && isRequired(param))
    return {
      message: `'${ownName}' may be left out, and '${included.id}' needs '${name}'.`,
      suggestion: `Take \`required: false\` away here, with a default if nobody has to give it, or write it there as well.`,
    };
  const refused = own.type === 'choice' ? (own.choices ?? []) : [];
  const problem = refused.map((choice) => valueProblem(name, param, choice)).find((one) => one !== undefined);
  if (problem !== undefined) return problem;
  const isTaken =
    own.type === param.type ||
    own.type === 'choice' ||
    ['text', 'longtext'].includes(param.type) ||
    WIDER[own.type]?.includes(param.type);
  if (isTaken) return undefined;
  return {
    message: `'${ownName}' is of type ${own.type}, and '${name}' of '${included.id}' of type ${param.type}.`,
    suggestion: `Declare '${ownName}' with type ${param.type}.`,
  };
}

function pickFinding(
  action: Action,
  included: Action,
  name: string,
  { from }: Param,
  text: string,
): Found | undefined {
  const [only] = placeholdersOf(text);
  const own =
    only?.scope === 'params' && only.written === text.trim()
      ? paramNamed(action, only.path.join('.'))
      : undefined;
  const isSame = own?.type === 'pick' && own.from?.action === from?.action && own.from?.gives === from?.gives;
  if (isSame) return undefined;
  return {
    message: `'${name}' of '${included.id}' is picked from what '${from?.action ?? ''}' lists, and nobody picks it here.`,
    suggestion: `Declare a parameter with the same \`type: pick\` and \`from\`, and hand it on: "{{ params.${name} }}".`,
  };
}
