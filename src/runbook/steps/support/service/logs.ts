import { setImmediate as turn } from 'node:timers/promises';
import { compilePattern } from '../../../../pattern/pattern.ts';
import { rendered } from '../../../../terminal/render.ts';
import { cut, lastOf } from '../../../../values/cut.ts';
import type { StepContext, StepOutcome } from '../../step.ts';
import { callFor, isTrouble } from './call.ts';
import type { ServiceSpec } from './spec.ts';
import { JOURNAL_MARK, journalTrouble } from './systemd.ts';
import { LONGEST_LINE } from './written.ts';

/** Characters of the result: what people look at stands on the card. */
const KEPT = 8_000;

/** Reads the newest lines of a service, those that fit where the author wants only these. */
export async function readLog(spec: ServiceSpec, context: StepContext): Promise<StepOutcome> {
  const said = await callFor(spec, spec.act ?? [], context, spec.matching !== null);
  if (isTrouble(said)) return { status: 'failed', reason: said.reason, next: said.next };
  const unseen = spec.of === 'systemd' ? journalTrouble(said.stderr) : undefined;
  if (unseen !== undefined) return { status: 'failed', ...unseen };
  if (said.dropped > 0)
    return {
      status: 'failed',
      reason: 'its lines are longer than 1 MiB together',
      next: 'Ask for fewer lines.',
    };
  const all = rendered(said.stdout)
    .split('\n')
    .filter((line) => line.trim() !== '' && !(spec.of === 'systemd' && JOURNAL_MARK.test(line)));
  const lines = spec.matching === null ? all : await linesWith(all, spec.matching, context.signal);
  const text = lines.join('\n');
  if (spec.matching !== null && text !== '') context.output('out', `${text}\n`);
  return {
    status: 'succeeded',
    result: { service: spec.service, count: lines.length, text: lastOf(text, KEPT) },
  };
}

/** Others have their turn between two lines: the time of a match grows with pattern and line, and of these there are many. */
async function linesWith(
  lines: readonly string[],
  source: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const pattern = compilePattern(source, LONGEST_LINE);
  // A plan may be older than a rule about patterns.
  if ('why' in pattern) throw new Error(`the pattern ${pattern.why}`);
  const found: string[] = [];
  for (const line of lines) {
    if (pattern.occursIn(cut(line, LONGEST_LINE))) found.push(line);
    await turn(undefined, { signal });
  }
  return found;
}
