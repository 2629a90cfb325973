import type { Json } from '../../canonical.ts';
import { isNumeric } from '../../values/number.ts';
import type { ValueRule } from '../definition/construct/value.ts';
import type { ValueType } from '../definition/construct/value-type.ts';
import { NOT_YET } from './known.ts';
import type { Candidate, Possible } from './possible.ts';
import { readValue } from './value.ts';

/** Text of these types never is a number, or never a moment. */
const NO_NUMBER: readonly ValueType[] = ['duration', 'datetime', 'url', 'email'];
const NO_MOMENT: readonly ValueType[] = ['duration', 'url', 'email', 'solana-address', 'evm-address'];

/** What a value that people give may turn out to be, by what is said of it. */
export function possibleValue(name: string, rule: ValueRule): Possible {
  const one = (value: Json): Candidate => ({ type: 'value', value });
  const { type, min, max } = rule;
  switch (type) {
    case 'boolean':
      return [one(true), one(false)];
    case 'choice':
      return (rule.choices ?? []).map(one);
    case 'integer':
    case 'number':
      return [
        {
          type: 'number',
          ...(isNumeric(min) ? { min } : {}),
          ...(isNumeric(max) ? { max } : {}),
          ...(type === 'integer' ? { whole: true as const } : {}),
        },
      ];
    default:
      return [
        {
          type: 'text',
          ...(NO_NUMBER.includes(type) ? { numeric: false as const } : {}),
          ...(NO_MOMENT.includes(type) ? { instant: false as const } : {}),
          takes: (text) => isTaken(name, rule, text),
        },
      ];
  }
}

function isTaken(name: string, rule: ValueRule, text: string): boolean {
  const read = readValue(name, rule, text, NOT_YET);
  return 'value' in read && read.value === text;
}
