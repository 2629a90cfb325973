import { ANYTHING, type Possible, SOME_TEXT, type SomeText } from '../../plan/possible.ts';
import { possibleValue } from '../../plan/possible-value.ts';
import { type Placeholder, parseTemplate } from '../../plan/template.ts';
import type { StepKinds } from '../../steps/step.ts';
import type { Action } from '../construct/action.ts';
import type { Param } from '../construct/param.ts';
import { type PlacedStep, phaseOf } from '../construct/sequence.ts';
import { stepId } from './step-id.ts';

/** What the way down may find as the state of a step before it. */
const STATES = ['succeeded', 'failed', 'skipped', 'cancelled', 'unknown', 'interrupted', 'not run'];

/** Characters of a number, and of a moment with its zone: text with another one in it is neither. */
const OF_NUMBERS = /^[-+.\dxa-f]*$/i;
const OF_MOMENTS = /^[-+.:\dtz ]*$/i;

/**
 * What a text of the step at a place may turn out to be, whatever people give and whatever earlier steps find. Variables may
 * be any text: keyturn.yaml may set them anew.
 */
export function possibleValues(
  action: Action,
  sequence: readonly PlacedStep[],
  position: number,
  kinds: StepKinds,
): (template: string) => Possible {
  const earlier = sequence.slice(0, position).map(({ step }) => step);
  const list = sequence[position]?.list;
  const descending = list !== undefined && phaseOf(list) !== undefined;

  function ofResult([name, field, ...rest]: readonly (string | undefined)[]): Possible {
    const step = earlier[earlier.findIndex((each, index) => stepId(each, index) === name)];
    const kind = step && kinds.get(step.kind);
    if (step === undefined || kind === undefined) return ANYTHING;
    if (field === undefined) return [{ type: 'block' }];
    if (descending && field === 'state') return STATES.map((value) => ({ type: 'value', value }));
    if (descending && field === 'reason') return SOME_TEXT;
    const known = kind.possibleResults?.(step.written) ?? {};
    // What a pattern finds is a text, whatever it looks like.
    if (field === 'found' && rest.length === 1) return SOME_TEXT;
    return rest.length === 0 && Object.hasOwn(known, field) ? (known[field] ?? ANYTHING) : ANYTHING;
  }

  function ofOne(part: Placeholder): Possible {
    if (part.scope === 'steps') return ofResult(part.path);
    if (part.scope === 'vars' || part.scope === 'run') return SOME_TEXT;
    if (part.scope === 'secrets') return ANYTHING;
    const name = part.path.join('.');
    const param = Object.hasOwn(action.params, name) ? action.params[name] : undefined;
    return param === undefined ? ANYTHING : ofParam(name, param);
  }

  return (template) => {
    const { parts, errors } = parseTemplate(template);
    if (errors.length > 0) return ANYTHING;
    const trimmed = parseTemplate(template.trim()).parts;
    const [only] = trimmed;
    // A lone number or truth value keeps its type, also with space around it.
    if (trimmed.length === 1 && typeof only === 'object' && (parts.length === 1 || isTyped(only, action)))
      return ofOne(only);
    if (parts.every((part) => typeof part === 'string')) return [{ type: 'value', value: template }];
    return [mixed(parts)];
  };
}

function isTyped({ scope, path }: Placeholder, { params }: Action): boolean {
  const name = path.join('.');
  const type = scope === 'params' && Object.hasOwn(params, name) ? params[name]?.type : undefined;
  return type === 'integer' || type === 'number' || type === 'boolean';
}

function ofParam(name: string, param: Param): Possible {
  const given = possibleValue(name, param);
  return param.required === false ? [...given, { type: 'value', value: '' }] : given;
}

/** Text around what is filled in. */
function mixed(parts: ReturnType<typeof parseTemplate>['parts']): SomeText {
  const fixed = parts.filter((part) => typeof part === 'string');
  const [first] = parts;
  const last = parts.at(-1);
  return {
    type: 'text',
    ...(typeof first === 'string' ? { begins: first } : {}),
    ...(typeof last === 'string' ? { ends: last } : {}),
    ...(fixed.every((text) => OF_NUMBERS.test(text)) ? {} : { numeric: false as const }),
    ...(fixed.every((text) => OF_MOMENTS.test(text)) ? {} : { instant: false as const }),
  };
}
