import type { Json } from '../../../canonical.ts';
import type { StepOutcome } from '../../steps/step.ts';
import type { Recorder } from './recorder.ts';

type Printing = Pick<Recorder, 'push' | 'lastWords'>;

/** Records that something was printed, and nothing of it. */
export function withholding(recorder: Printing): Printing {
  let said = false;
  return {
    push(stream, text) {
      if (said || text === '') return;
      said = true;
      recorder.push(stream, '[what this step printed is withheld]\n');
    },
    lastWords: async () => '',
  };
}

/**
 * An outcome without what was printed. Reasons are put together from it, so only what else is known of the result is said.
 * @param printed fields of the result that hold it.
 * @param kept names of what was found in it that later steps need.
 */
export function withheld(
  outcome: StepOutcome,
  printed: readonly string[],
  kept: readonly string[],
): StepOutcome {
  const result = 'result' in outcome ? without(outcome.result, printed) : undefined;
  switch (outcome.status) {
    case 'succeeded':
      return { ...outcome, result: withFound(result ?? null, outcome.result, kept) };
    case 'failed': {
      const reason = `it did not end as expected${known(result)}; what it printed is withheld`;
      const left = withFound(result ?? null, outcome.result ?? null, kept);
      return { ...outcome, reason, ...(result === undefined ? {} : { result: left }) };
    }
    case 'uncertain':
      return { ...outcome, reason: 'it may or may not have happened; what it printed is withheld' };
    default:
      return outcome;
  }
}

function without(result: Json | undefined, printed: readonly string[]): Json | undefined {
  if (result === undefined) return undefined;
  if (result === null || typeof result !== 'object' || Array.isArray(result)) return null;
  return Object.fromEntries(Object.entries(result).filter(([field]) => !printed.includes(field))) as Json;
}

/** The result with what was found under the names that are kept. */
function withFound(result: Json, whole: Json, kept: readonly string[]): Json {
  const found = isBlock(whole) ? whole.found : undefined;
  if (!isBlock(result) || !isBlock(found)) return result;
  const named = Object.entries(found).filter(([name]) => kept.includes(name));
  return named.length === 0 ? result : { ...result, found: Object.fromEntries(named) };
}

function isBlock(value: Json | undefined): value is { readonly [field: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `(exit 3, ms 12)` */
function known(result: Json | undefined): string {
  if (result === null || typeof result !== 'object') return '';
  const facts = Object.entries(result).map(([field, value]) => `${field} ${String(value)}`);
  return facts.length === 0 ? '' : ` (${facts.join(', ')})`;
}
