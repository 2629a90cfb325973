import { parseDuration } from '../../duration.ts';
import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { durationWords } from '../../runbook/plan/duration-words.ts';
import { valueText } from '../../runbook/plan/value-text.ts';
import { isNumeric } from '../../values/number.ts';
import { fieldsOf, itemIn } from '../told.ts';
import type { Section } from './section.ts';

type Limit = WrittenRunbook['limits'][string];

export const limits: Section<Limit> = {
  noun: 'limit',
  title: 'Limits',
  tell(limit) {
    const { metric, per, resets, warnAtPercent, offers } = limit;
    const time = per === undefined ? undefined : durationWords(per);
    return {
      brief: [
        [bounds(limit), time && `in ${time}`].filter(Boolean).join(' '),
        resets && `counted anew at ${resets}`,
      ]
        .filter(Boolean)
        .join(', '),
      fields: fieldsOf({
        Limit: bounds(limit),
        'Counted in': time,
        'Counted anew at': resets,
        'Warns at': warnAtPercent === undefined ? undefined : `${warnAtPercent} %`,
      }),
      actions: [offers],
      items: [itemIn('metrics', metric)],
    };
  },
};

/** `at least 1 EUR and at most 5000 EUR`. */
function bounds({ min, max, unit }: Limit): string {
  const words = (end: NonNullable<Limit['min']>): string => {
    if (isNumeric(end)) return [valueText(end), unit].filter(Boolean).join(' ');
    return durationWords(parseDuration(end) ?? 0);
  };
  return [
    ...(min === undefined ? [] : [`at least ${words(min)}`]),
    ...(max === undefined ? [] : [`at most ${words(max)}`]),
  ].join(' and ');
}
