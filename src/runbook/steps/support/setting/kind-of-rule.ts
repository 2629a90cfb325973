import type { ScalarKind } from '../../../../setting-file/format.ts';
import type { ValueRule } from '../../../definition/construct/value.ts';

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
