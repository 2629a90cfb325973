import { noRoomFor } from '../../pattern/room.ts';
import { DEFAULT_MAX_LENGTH, type ValueRule } from '../definition/construct/value.ts';
import { boundText, leavesNoRoom } from './bound.ts';
import { NOT_YET } from './known.ts';
import { readValue } from './value.ts';

/** What nobody could ever give of a value, and where that stands in what is said of it. */
export interface NotGivable {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly suggestion: string;
}

/**
 * Whatever is offered can be given: a range has room, a pattern fits something of its type, and choices are taken as they stand.
 * @param deed what people do with it: `give`, `answer`
 */
export function notGivable(name: string, rule: ValueRule, deed: string): readonly NotGivable[] {
  return [...range(rule), ...pattern(rule, deed), ...choices(name, rule)];
}

function range({ type, min, max }: ValueRule): readonly NotGivable[] {
  if (min === undefined || max === undefined || !leavesNoRoom(type, min, max)) return [];
  const what = type === 'integer' || type === 'number' ? 'number' : type === 'datetime' ? 'time' : type;
  const message = `No ${what} is at least ${boundText(min)} and at most ${boundText(max)}.`;
  return [{ path: ['min'], message, suggestion: 'Exchange min and max.' }];
}

function pattern(
  { type, pattern: source, maxLength = DEFAULT_MAX_LENGTH }: ValueRule,
  deed: string,
): readonly NotGivable[] {
  const why = source === undefined ? undefined : noRoomFor(source, type, maxLength);
  if (why === undefined) return [];
  const message = `Nobody can ${deed} this: '${source}' ${why}.`;
  return [{ path: ['pattern'], message, suggestion: 'Mend the pattern, or take another type.' }];
}

function choices(name: string, rule: ValueRule): readonly NotGivable[] {
  const all = rule.choices ?? [];
  return all.flatMap((choice, index): readonly NotGivable[] => {
    const path = ['choices', index];
    if (all.indexOf(choice) < index) {
      const message = `The choice ${JSON.stringify(choice)} stands here twice.`;
      return [{ path, message, suggestion: 'Remove one of the two.' }];
    }
    const read = readValue(name, rule, choice, NOT_YET);
    if ('value' in read && read.value === choice) return [];
    const why = 'why' in read ? ` It ${read.why}.` : '';
    return [
      {
        path,
        message: `Nobody can choose ${JSON.stringify(choice)} as it is written.${why}`,
        suggestion: 'Write it without space around it and without hidden characters, within `maxLength`.',
      },
    ];
  });
}
