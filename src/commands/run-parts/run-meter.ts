import type { ProgressBlock } from '../../chat/card.ts';
import { exactTime } from '../../chat/time-text.ts';
import {
  endOf,
  type Meter,
  meterOf,
  paceOf,
  readingInWords,
  sharesOf,
  stillSince,
} from '../../runbook/run/meter.ts';
import type { StepRun } from '../../runbook/run/step-run.ts';

/** How far what a step looks at has come, at which pace, and when it will be through; undefined where nothing is counted. */
export function meterBlock(
  step: Pick<StepRun, 'state' | 'result'>,
  label: string,
): ProgressBlock | undefined {
  const meter = meterOf(step);
  if (meter === undefined) return undefined;
  const shares = sharesOf(meter);
  const text = [readingInWords(meter), ...paceInWords(meter)].join('; ');
  return { type: 'progress', label, text, ...(shares === undefined ? {} : { shares }) };
}

/** What stands still has no pace, however fast it was before. */
function paceInWords(meter: Meter): readonly string[] {
  const still = stillSince(meter);
  if (still !== undefined) return [`no change since ${exactTime(still)}`];
  const pace = paceOf(meter);
  const end = endOf(meter);
  return [
    ...(pace === undefined ? [] : [`about ${rateInWords(pace)}`]),
    ...(end === undefined ? [] : [`through at about ${exactTime(end)} at this pace`]),
  ];
}

/** In the unit of time in which it is at least one. */
function rateInWords(aMinute: number): string {
  if (aMinute >= 600) return `${rounded(aMinute / 60)} a second`;
  if (aMinute >= 1) return `${rounded(aMinute)} a minute`;
  return aMinute * 60 >= 1 ? `${rounded(aMinute * 60)} an hour` : `${rounded(aMinute * 1440)} a day`;
}

function rounded(rate: number): number {
  return Number(rate.toPrecision(2));
}
