import type { StepRun } from './step-run.ts';

/** What a step that looks again has found so far, in the words of its author; undefined where nothing is said of it. */
export function seenSoFar({ state, result }: Pick<StepRun, 'state' | 'result'>): string | undefined {
  if (state === 'succeeded' || state === 'failed') return undefined;
  if (result === null || typeof result !== 'object' || !('seen' in result)) return undefined;
  const { seen } = result as { readonly seen: unknown };
  return typeof seen === 'string' ? seen : undefined;
}
