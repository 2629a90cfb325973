import type { Json } from '../../../canonical.ts';
import { checkParams } from '../../plan/param.ts';
import { ANYTHING, type Candidate, type Possible, SOME_TEXT, type SomeText } from '../../plan/possible.ts';
import { type Placeholder, parseTemplate } from '../../plan/template.ts';
import type { StepKinds } from '../../steps/step.ts';
import type { Action } from '../construct/action.ts';
import type { Param, ParamType } from '../construct/param.ts';
import { type PlacedStep, phaseOf } from '../construct/sequence.ts';
import { stepId } from './step-id.ts';

/** Text of these types never is a number, or never a moment. */
const NO_NUMBER: readonly ParamType[] = ['duration', 'datetime', 'url', 'email'];
const NO_MOMENT: readonly ParamType[] = ['duration', 'url', 'email', 'solana-address', 'evm-address'];

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
    return rest.length === 0 && Object.hasOwn(known, field) ? (known[field] ?? ANYTHING) : ANYTHING;
  }

  function ofOne(part: Placeholder): Possible {
    if (part.scope === 'steps') return ofResult(part.path);
    if (part.scope === 'vars') return SOME_TEXT;
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
  const given = givenValues(name, param);
  return param.required === false ? [...given, { type: 'value', value: '' }] : given;
}

function givenValues(name: string, param: Param): readonly Candidate[] {
  const one = (value: Json): Candidate => ({ type: 'value', value });
  switch (param.type) {
    case 'boolean':
      return [one(true), one(false)];
    case 'choice':
      return (param.choices ?? []).map(one);
    case 'integer':
    case 'number':
      return [
        {
          type: 'number',
          ...(param.min === undefined ? {} : { min: param.min }),
          ...(param.max === undefined ? {} : { max: param.max }),
          ...(param.type === 'integer' ? { whole: true as const } : {}),
        },
      ];
    default:
      return [
        {
          type: 'text',
          ...(NO_NUMBER.includes(param.type) ? { numeric: false as const } : {}),
          ...(NO_MOMENT.includes(param.type) ? { instant: false as const } : {}),
          takes: (text) => checkParams({ [name]: param }, { [name]: text }).values[name] === text,
        },
      ];
  }
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
