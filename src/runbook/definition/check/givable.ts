import { noRoomFor } from '../../../pattern/room.ts';
import { compareNumbers, numberText } from '../../../values/number.ts';
import type { Finding } from '../../../written/problem.ts';
import { checkParams } from '../../plan/param.ts';
import { DEFAULT_MAX_LENGTH, type Param } from '../construct/param.ts';

type Path = readonly PropertyKey[];

/** Whatever a parameter offers can be given: its range has room, its choices are taken, and its name is its own. */
export function givableFindings(params: Readonly<Record<string, Param>>, above: Path): readonly Finding[] {
  const names = Object.keys(params);
  return Object.entries(params).flatMap(([name, param], index) => {
    const path = [...above, name];
    return [
      ...twin(name, names.slice(0, index), path),
      ...range(param, path),
      ...pattern(param, path),
      ...choices(name, param, path),
    ];
  });
}

/** Chat platforms write names of options in lower case. */
function twin(name: string, before: readonly string[], path: Path): readonly Finding[] {
  const other = before.find((each) => each.toLowerCase() === name.toLowerCase());
  if (other === undefined) return [];
  const message = `The names '${other}' and '${name}' differ in case only.`;
  return [{ path, atKey: true, message, suggestion: 'Rename one of the two.' }];
}

function range({ min, max }: Param, path: Path): readonly Finding[] {
  if (min === undefined || max === undefined || compareNumbers(min, max) <= 0) return [];
  const message = `No number is at least ${numberText(min)} and at most ${numberText(max)}.`;
  return [{ path: [...path, 'min'], message, suggestion: 'Exchange min and max.' }];
}

function pattern(
  { type, pattern: source, maxLength = DEFAULT_MAX_LENGTH }: Param,
  path: Path,
): readonly Finding[] {
  const why = source === undefined ? undefined : noRoomFor(source, type, maxLength);
  if (why === undefined) return [];
  const message = `Nobody can give this: '${source}' ${why}.`;
  return [{ path: [...path, 'pattern'], message, suggestion: 'Mend the pattern, or take another type.' }];
}

function choices(name: string, param: Param, path: Path): readonly Finding[] {
  const all = param.choices ?? [];
  return all.flatMap((choice, index): readonly Finding[] => {
    const at = [...path, 'choices', index];
    if (all.indexOf(choice) < index) {
      const message = `The choice ${JSON.stringify(choice)} stands here twice.`;
      return [{ path: at, message, suggestion: 'Remove one of the two.' }];
    }
    const { values, problems } = checkParams({ [name]: param }, { [name]: choice });
    if (values[name] === choice) return [];
    const message = `Nobody can choose ${JSON.stringify(choice)} as it is written. ${problems[0]?.message ?? ''}`;
    return [
      {
        path: at,
        message: message.trim(),
        suggestion: 'Write it without space around it and without hidden characters, within `maxLength`.',
      },
    ];
  });
}
