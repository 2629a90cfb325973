import type { Run } from './run.ts';
import { sayingOf } from './severity.ts';

type Ended = Pick<Run, 'state' | 'plan' | 'steps'>;

/**
 * What the author of an action says of one that did not succeed: the sentence of that end, and what its way down told people. Who
 * wrote the action knows better what to do then than any step of it. Undefined where they say nothing.
 */
export function adviceOf(run: Ended): string | undefined {
  if (run.state !== 'failed') return undefined;
  const told = run.steps.flatMap(({ position, state, result }) => {
    const { kind, phase } = run.plan.steps[position] ?? {};
    return kind === 'notify' && phase === 'on-failure' && state === 'succeeded' ? textIn(result) : [];
  });
  const said = [sayingOf(run.plan, 'failed'), ...told].filter((one) => one !== '');
  return said.length === 0 ? undefined : said.join('\n');
}

function textIn(result: unknown): readonly string[] {
  const { text } = (result ?? {}) as { readonly text?: unknown };
  return typeof text === 'string' ? [text] : [];
}
