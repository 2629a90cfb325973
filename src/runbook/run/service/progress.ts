import type { Progress } from '../../../approval/refusals.ts';
import { utc } from '../../../approval/words.ts';
import { quoted } from '../../../values/quoted.ts';
import type { Prompt } from '../../steps/step.ts';
import { answerersInWords } from '../../steps/support/prompt.ts';
import { isDoneByHand } from '../asking.ts';
import type { Run } from '../run.ts';
import type { StepRun } from '../step-run.ts';

/** How far a run has come, for whoever may ask for the same only when it is over; undefined once it has ended. */
export function progressOf(run: Run): Progress | undefined {
  const { state, startedAt, plan, steps } = run;
  const since = startedAt === null ? '' : ` since ${utc(startedAt)}`;
  const step = steps.find((each) => each.state === state);
  const title = step === undefined ? undefined : plan.steps[step.position]?.title;
  switch (state) {
    case 'queued':
      return {
        stands: 'is approved, and its run waits to start',
        next: 'Nothing is left to approve; wait for it, or cancel its run if it must not start',
      };
    case 'running':
      return {
        stands: `is running${since}`,
        next: 'Nothing is left to approve; wait for its end, or cancel the run if it must stop',
      };
    case 'waiting':
      return {
        stands: `is running${since}, and waits before it goes on`,
        next: 'Nothing is left to approve; wait for its end, or cancel the run if it must stop',
      };
    case 'asking': {
      const asked = step?.prompt ? askedInWords(run, step, step.prompt) : 'a question must be answered';
      return {
        stands: `is running${since}, and waits for people: ${asked}`,
        next: 'Answer it, or cancel the run',
      };
    }
    case 'unknown':
      return {
        stands: `was started, and waits for people: nobody knows whether ${title === undefined ? 'one of its steps' : `"${title}"`} took effect`,
        next: 'Say on the card of its run what you saw',
      };
    default:
      return undefined;
  }
}

function askedInWords(run: Run, step: StepRun, prompt: Prompt): string {
  const [who, what] = [answerersInWords(prompt), quoted(prompt.text)];
  return isDoneByHand(run, step)
    ? `whoever asked for it does ${what}, or has it done, and ${who}, must confirm that`
    : `${who} must answer ${what}`;
}
