import { suggestName } from '../written/nearest.ts';
import type { Finding } from '../written/problem.ts';
import type { Border } from './canned/effects.ts';
import type { Given } from './canned/given.ts';
import { fault } from './fault.ts';
import { unknownStep } from './judge.ts';
import { type Observed, stepCalled } from './observed.ts';
import type { Part } from './written.ts';

/** Answers that were missing, did not fit, or were never used. */
export function answerFindings(border: Border, given: Given): readonly Finding[] {
  const asked = border.done.flatMap(({ step, line }) => [step, line]);
  const unused = given.unused().map(({ key, used, of }) => ({
    ...fault(['answers', key], unusedMessage(key, used, of)),
    atKey: true,
    suggestion: used > 0 || asked.length === 0 ? '' : suggestName(key, asked),
  }));
  return [...missingAnswers(border), ...unused];
}

/** What was done and the test has no answer for, or one that does not fit. */
export function missingAnswers({ unanswered }: Border): readonly Finding[] {
  return unanswered.map((message) =>
    fault(['answers'], message, 'Write its answer under `answers`, by the id of the step or by this line.'),
  );
}

function unusedMessage(key: string, used: number, of: number): string {
  return used === 0
    ? `The answer of ${key} was never used: nothing of that name was done.`
    : `Of the ${of} answers of ${key} only ${used} were used.`;
}

/** Answers of people to what was never asked. */
export function sayingFindings({ people }: Part, seen: Observed): readonly Finding[] {
  return Object.keys(people).flatMap((name) => {
    const step = stepCalled(seen.steps, name);
    if (step === undefined) return [unknownStep(['people', name], name, seen)];
    if (!NEVER_ASKED.has(step.state)) return [];
    return [
      { ...fault(['people', name], `The step ${name} asked nobody: it is ${step.state}.`), atKey: true },
    ];
  });
}

const NEVER_ASKED: ReadonlySet<string> = new Set(['pending', 'skipped']);
