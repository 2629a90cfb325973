import type { Json } from '../../../../canonical.ts';
import type { ScalarKind } from '../../../../setting-file/format.ts';
import type { ValueRule } from '../../../definition/construct/value.ts';
import { NOT_YET } from '../../../plan/known.ts';
import { readValue, ruleInWords } from '../../../plan/value.ts';
import { storedRule } from './spec.ts';

/** What a value is where nothing stands in the file yet that tells. */
export function kindOfRule(rule: ValueRule | undefined): ScalarKind {
  switch (rule?.type) {
    case 'integer':
    case 'number':
    case 'boolean':
      return rule.type;
    default:
      return 'text';
  }
}

/** What keeps a value from being what the runbook says that it must be. */
export function problemOf(name: string, rule: ValueRule, text: string) {
  const read = readValue(name, rule, text, NOT_YET);
  if (!('why' in read)) return undefined;
  return {
    message: `${name}: what it is to become ${read.why}.`,
    suggestion: read.next || 'Give another value.',
  };
}

/** What a rule of a plan demands that a value is not, in words that do not show the value; undefined: it is. */
export function demandedBy(rule: Json, text: string): string | undefined {
  const read = storedRule.parse(rule);
  if (problemOf('', read, text) === undefined) return undefined;
  const { type, maxLength } = read;
  const longest = maxLength === undefined ? [] : [`at most ${maxLength} characters`];
  return [`a value of type ${type}`, ...ruleInWords(read), ...longest].join(', ');
}
