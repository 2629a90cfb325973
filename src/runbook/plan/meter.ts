import type { Json } from '../../canonical.ts';
import { comparable } from '../../values/number.ts';
import type { Scope } from '../steps/step.ts';
import type { PlannedMeter } from './plan.ts';
import type { Reading } from './reading.ts';
import { describeLateText, type LateText, lateText, lateValue, storedLateText } from './text.ts';

/** How far a long job is, as its author writes it: texts with values of the look in them. */
export interface WrittenMeter {
  readonly done: string;
  readonly total: string;
  /** Beside what is done, not among it. */
  readonly failed?: string | undefined;
  /** What is counted, e.g. `accounts`. */
  readonly unit?: string | undefined;
}

/** How it is to be measured, with what is known already filled in. */
export function resolveMeter({ done, total, failed, unit }: WrittenMeter, scope: Scope): PlannedMeter {
  const texts = {
    done: countText(done, scope.at('done')),
    total: countText(total, scope.at('total')),
    ...(failed === undefined ? {} : { failed: countText(failed, scope.at('failed')) }),
  };
  return {
    ...(texts as unknown as Pick<PlannedMeter, 'done' | 'total' | 'failed'>),
    ...(unit === undefined ? {} : { unit }),
    says: inWords(texts, unit),
  };
}

function countText(template: string, scope: Scope): LateText {
  const text = lateText(template, scope);
  if (text.length > 1)
    scope.wrong({
      message: 'A count is one value: put together from several pieces it is none.',
      suggestion: 'Write nothing but `{{ steps.<id>.… }}` here; words stand under `unit` and `show`.',
    });
  return text;
}

function inWords(
  { done, total, failed }: { readonly done: LateText; readonly total: LateText; readonly failed?: LateText },
  unit: string | undefined,
): string {
  const counted = `${describeLateText(done)} of ${describeLateText(total)}${unit === undefined ? '' : ` ${unit}`}`;
  return failed === undefined ? counted : `${counted}, ${describeLateText(failed)} failed`;
}

/** What a look found; undefined where it found no count of what is done. */
export function readMeter(
  { done, total, failed, unit }: PlannedMeter,
  resultOf: (step: string) => Json | undefined,
): Reading | undefined {
  const counted = count(done, resultOf);
  if (counted === undefined) return undefined;
  const whole = count(total, resultOf);
  const bad = failed === undefined ? undefined : count(failed, resultOf);
  return {
    done: counted,
    ...(whole === undefined ? {} : { total: whole }),
    ...(bad === undefined ? {} : { failed: bad }),
    ...(unit === undefined ? {} : { unit }),
  };
}

/** A number from 0 on that can be shown as it is; nothing else counts anything. */
function count(text: Json, resultOf: (step: string) => Json | undefined): number | undefined {
  const read = storedLateText.safeParse(text);
  const value = read.success ? loneValue(read.data, resultOf) : undefined;
  const found = comparable(value)?.toNumber();
  return found !== undefined && found >= 0 && found <= Number.MAX_SAFE_INTEGER ? found : undefined;
}

function loneValue(text: LateText, resultOf: (step: string) => Json | undefined): Json | undefined {
  // A plan of another version may have put one together.
  return text.length === 1 ? lateValue(text, resultOf) : undefined;
}
