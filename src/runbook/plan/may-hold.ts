import type { Json } from '../../canonical.ts';
import { readInstant } from '../../values/instant.ts';
import { jsonText } from '../../values/json.ts';
import { compareNumbers, isNumeric, type Numeric, numberText } from '../../values/number.ts';
import { type Comparison, contradiction, fits } from './comparison.ts';
import type { Candidate, Possible, SomeText } from './possible.ts';

/** Whether a comparison may hold. Unknown is not no: false only where it never does. */
export function mayHold(possible: Possible, expected: Comparison): boolean {
  return possible.some((candidate) => candidateMayHold(candidate, expected));
}

/** Whether the value, written as text, may be exactly this. */
export function mayRead(possible: Possible, text: string): boolean {
  return possible.some((candidate) => candidateMayRead(candidate, text));
}

function candidateMayRead(candidate: Candidate, text: string): boolean {
  switch (candidate.type) {
    case 'anything':
      return true;
    case 'value':
      return typeof candidate.value === 'string'
        ? candidate.value === text
        : jsonText(candidate.value) === text;
    case 'text':
      return mayBe(candidate, text);
    // No name of a choice reads like one.
    case 'number':
    case 'block':
      return false;
  }
}

function candidateMayHold(candidate: Candidate, expected: Comparison): boolean {
  switch (candidate.type) {
    case 'anything':
      return true;
    case 'value':
      return valueMayHold(candidate.value, expected);
    case 'number':
      return numberMayHold(candidate, expected);
    case 'text':
      return textMayHold(candidate, expected);
    case 'block':
      return Object.keys(expected).every((key) => key === 'not' || key === 'orNull');
  }
}

/** Whether a moment has passed is known only then. */
function valueMayHold(value: Json, expected: Comparison): boolean {
  const { past, withinLast, ...fixed } = expected;
  if (value === null && expected.orNull === true) return true;
  if (!fits(value, fixed)) return false;
  if (past === undefined && withinLast === undefined) return true;
  return typeof value === 'string' && readInstant(value) !== undefined;
}

function numberMayHold(
  { min, max, whole }: Extract<Candidate, { type: 'number' }>,
  expected: Comparison,
): boolean {
  if (expected.past !== undefined || expected.withinLast !== undefined) return false;
  const range: Comparison = { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
  const exact = exactly(expected);
  if (exact !== undefined) {
    return exact.some(
      (value) =>
        isNumeric(value) && (!whole || isWhole(value)) && fits(value, expected) && fits(value, range),
    );
  }
  const { above, below, min: least = min, max: most = max } = expected;
  const narrowed: Comparison = {
    ...(above === undefined ? {} : { above }),
    ...(below === undefined ? {} : { below }),
    ...(least === undefined
      ? {}
      : { min: min === undefined || compareNumbers(least, min) > 0 ? least : min }),
    ...(most === undefined ? {} : { max: max === undefined || compareNumbers(most, max) < 0 ? most : max }),
  };
  return contradiction(narrowed) === undefined;
}

function textMayHold(text: SomeText, expected: Comparison): boolean {
  const exact = exactly(expected);
  if (exact !== undefined) {
    return exact.some((value) => {
      if (isNumeric(value)) return text.numeric !== false && fits(value, expected);
      return typeof value === 'string' && mayBe(text, value) && valueMayHold(value, expected);
    });
  }
  const { above, below, min, max, past, withinLast } = expected;
  const isNumber = [above, below, min, max].some((limit) => limit !== undefined);
  if (isNumber && text.numeric === false) return false;
  return (past === undefined && withinLast === undefined) || text.instant !== false;
}

function mayBe({ begins = '', ends = '', takes }: SomeText, text: string): boolean {
  if (text.length < begins.length + ends.length) return false;
  return text.startsWith(begins) && text.endsWith(ends) && takes?.(text) !== false;
}

/** The values of which it must be one, where the comparison names them. */
function exactly({ equals, in: among }: Comparison): readonly Json[] | undefined {
  return equals === undefined ? among : [equals];
}

function isWhole(value: Numeric): boolean {
  return /^-?\d+(?:\.0*)?$/.test(numberText(value)) || Number.isInteger(Number(numberText(value)));
}
