import * as z from 'zod';
import { parseDuration } from '../../../duration.ts';
import { isNumeric } from '../../../values/number.ts';
import { besideOtherFaults } from '../../../written/beside.ts';
import { numeric } from '../../../written/numeric.ts';
import { words } from '../../../written/words.ts';
import { pathName, sourceLines } from '../../definition/construct/entry.ts';
import { ELAPSED_LIMITS, type ElapsedLimit, leavesNoTime } from '../../plan/elapsed.ts';
import { checkLatePossible, lateComparison, type WrittenComparison } from '../../plan/late-comparison.ts';

/** A number, a duration beside `between`, or another value. */
const limit = z.union([
  numeric,
  z
    .string()
    .refine((text) => isTemplate(text) || isDuration(text), {
      message: 'a text that is no number',
      params: {
        suggestion:
          'Write a number, or a value such as "{{ params.limit }}"; beside `between` a duration such as 15m.',
      },
    })
    .meta({ examples: ['15m', '24h'] }),
]);

const fields = lateComparison.extend({
  label: words(),
  value: z.string().min(1).optional().meta({ description: 'Mostly `{{ steps.<id>.<field> }}`.' }),
  between: z
    .tuple([z.string().min(1), z.string().min(1)])
    .optional()
    .meta({ description: 'Two moments, the earlier one first: the time between them is compared.' }),
  above: limit.optional(),
  below: limit.optional(),
  min: limit.optional(),
  max: limit.optional(),
  advisory: z.boolean().optional().meta({ description: 'A miss is shown, and does not fail the step.' }),
  source: sourceLines,
  next: pathName.optional().meta({ description: 'The action to offer where it does not hold.' }),
});

export type WrittenCheck = z.output<typeof fields>;

/** One comparison of an `assert`: of a value, or of the time between two moments. */
export const check = fields
  .refine((given) => (given.value === undefined) !== (given.between === undefined), {
    message: 'a check is of one value, or of the time between two',
    params: { suggestion: 'Write `value:`, or `between:` with two moments.' },
    ...besideOtherFaults(),
  })
  .refine((given) => Object.keys(comparisonIn(given)).some((key) => key !== 'orNull'), {
    message: 'a check without a comparison',
    params: { suggestion: 'Write one of equals, in, above, below, min, max, past and withinLast.' },
    ...besideOtherFaults(),
  })
  .superRefine((given, context) => {
    if (given.between === undefined) checkValue(given, context);
    else checkElapsed(given, context);
  });

/** Of a check, what its value is compared with. */
export function comparisonIn(given: WrittenCheck): WrittenComparison {
  const { label: _label, value: _value, between: _between, ...rest } = given;
  const { advisory: _advisory, source: _source, next: _next, ...wanted } = rest;
  return wanted;
}

/** Of a check of a time, its limits as they are written. */
export function elapsedLimitsIn(given: WrittenCheck): Readonly<Partial<Record<ElapsedLimit, string>>> {
  return Object.fromEntries(
    ELAPSED_LIMITS.flatMap((key) => {
      const text = given[key];
      return typeof text === 'string' ? [[key, text] as const] : [];
    }),
  );
}

function checkValue(given: WrittenCheck, context: z.RefinementCtx): void {
  const texts = elapsedLimitsIn(given);
  const faulty = ELAPSED_LIMITS.filter((key) => isDuration(texts[key]));
  for (const key of faulty)
    refuse(
      context,
      key,
      'a duration, and no number',
      'Compare the time between two moments: `between: [from, to]`.',
    );
  if (faulty.length === 0) checkLatePossible(comparisonIn(given), context);
}

function checkElapsed(given: WrittenCheck, context: z.RefinementCtx): void {
  const [from, to] = given.between?.map((moment) => moment.replaceAll(/\s/g, '')) ?? [];
  if (from === to)
    refuse(
      context,
      'between',
      'from a moment to itself no time goes by',
      'Name another moment as the second one.',
    );
  const limits: readonly string[] = ELAPSED_LIMITS;
  const others = Object.keys(comparisonIn(given)).filter((key) => !limits.includes(key));
  for (const key of others)
    refuse(
      context,
      key,
      'no comparison of a time',
      `Write one of ${limits.join(', ')}, such as \`max: 15m\`.`,
    );
  const numbers = ELAPSED_LIMITS.filter((key) => isNumeric(given[key]));
  for (const key of numbers)
    refuse(context, key, 'a number, and no duration', 'Write it with its unit, such as 90s, 15m or 24h.');
  if (others.length > 0 || numbers.length > 0 || !leavesNoTime(elapsedLimitsIn(given))) return;
  const message = 'no time is within these limits';
  context.addIssue({ code: 'custom', message, params: { suggestion: 'Exchange the two, or mend one.' } });
}

function refuse(context: z.RefinementCtx, key: string, message: string, suggestion: string): void {
  context.addIssue({ code: 'custom', path: [key], message, params: { suggestion } });
}

function isTemplate(text: string): boolean {
  return text.includes('{{');
}

function isDuration(text: string | undefined): boolean {
  return text !== undefined && parseDuration(text) !== undefined;
}
