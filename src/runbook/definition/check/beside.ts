import { suggestName } from '../../../written/nearest.ts';
import type { Finding } from '../../../written/problem.ts';
import { otherValue } from '../../plan/param-beside.ts';
import type { Action } from '../construct/action.ts';
import type { ValueType } from '../construct/value-type.ts';

const NUMBERS: readonly ValueType[] = ['integer', 'number'];

/** What a value is compared with is another one that there is, and what adds up are numbers. */
export function besideFindings({ id, params }: Action, vars: readonly string[]): readonly Finding[] {
  return Object.entries(params).flatMap(([name, { not = [], addsUp, type }]) => {
    const path = ['actions', id, 'params', name];
    const others = Object.keys(params).filter((each) => each !== name);
    const known: Readonly<Partial<Record<string, readonly string[]>>> = { params: others, vars };
    const compared = not.flatMap((template, index): readonly Finding[] => {
      const at = [...path, 'not', index];
      const other = otherValue(template);
      const names = other && known[other.scope];
      if (other === undefined || names === undefined)
        return [
          {
            path: at,
            message: 'What a value must not be is one other parameter, or one variable.',
            suggestion: 'Write it alone: "{{ params.name }}".',
          },
        ];
      if (names.includes(other.name)) return [];
      const message = `There is no other '${other.scope}.${other.name}'.`;
      return [{ path: at, message, suggestion: suggestName(other.name, names) }];
    });
    if (addsUp === undefined) return compared;
    const strange = addsUp.with.find((each) => !others.includes(each));
    const numbers = [type, ...addsUp.with.flatMap((each) => params[each]?.type ?? [])];
    const at = [...path, 'addsUp'];
    if (strange !== undefined)
      return [
        ...compared,
        {
          path: at,
          message: `There is no other parameter '${strange}'.`,
          suggestion: suggestName(strange, others),
        },
      ];
    if (numbers.every((each) => NUMBERS.includes(each))) return compared;
    const message = `'${name}' adds up with what is no number.`;
    return [...compared, { path: at, message, suggestion: 'Name parameters of type integer or number.' }];
  });
}
