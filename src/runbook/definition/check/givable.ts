import { suggestName } from '../../../written/nearest.ts';
import type { Finding } from '../../../written/problem.ts';
import { areComparable, boundingParam, isTemplate } from '../../plan/bound.ts';
import { notGivable } from '../../plan/givable.ts';
import type { Param } from '../construct/param.ts';

type Path = readonly PropertyKey[];

/** Whatever a parameter offers can be given, and its name is its own. */
export function givableFindings(params: Readonly<Record<string, Param>>, above: Path): readonly Finding[] {
  const names = Object.keys(params);
  return Object.entries(params).flatMap(([name, param], index) => {
    const path = [...above, name];
    const never = notGivable(name, param, 'give');
    return [
      ...twin(name, names.slice(0, index), path),
      ...bounds(name, params, path),
      ...never.map((one) => ({ ...one, path: [...path, ...one.path] })),
    ];
  });
}

/** A bound that is another value is one parameter, alone, which can be compared with this. */
function bounds(name: string, params: Readonly<Record<string, Param>>, path: Path): readonly Finding[] {
  const param = params[name];
  return (['min', 'max'] as const).flatMap((key): readonly Finding[] => {
    const bound = param?.[key];
    if (param === undefined || bound === undefined || !isTemplate(bound)) return [];
    const at = (message: string, suggestion: string): readonly Finding[] => [
      { path: [...path, key], message, suggestion },
    ];
    const other = boundingParam(bound);
    if (other === undefined)
      return at('A bound is a value, or one other parameter.', 'Write it alone: "{{ params.name }}".');
    const others = Object.keys(params).filter((each) => each !== name);
    if (other === name) return at(`'${name}' would be bounded by itself.`, suggestName(other, others));
    const bounding = Object.hasOwn(params, other) ? params[other] : undefined;
    if (bounding === undefined) return at(`There is no parameter '${other}'.`, suggestName(other, others));
    if (areComparable(param.type, bounding.type)) return [];
    return at(
      `'${name}' is of type ${param.type}, and '${other}' of type ${bounding.type}: nobody can compare them.`,
      `Name a parameter of type ${param.type}.`,
    );
  });
}

/** Chat platforms write names of options in lower case. */
function twin(name: string, before: readonly string[], path: Path): readonly Finding[] {
  const other = before.find((each) => each.toLowerCase() === name.toLowerCase());
  if (other === undefined) return [];
  const message = `The names '${other}' and '${name}' differ in case only.`;
  return [{ path, atKey: true, message, suggestion: 'Rename one of the two.' }];
}
