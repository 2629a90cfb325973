import type { Progress } from '../../../approval/refusals.ts';
import { utc } from '../../../approval/words.ts';
import { quoted } from '../../../values/quoted.ts';
import { answerersInWords } from '../../steps/support/prompt.ts';
import type { Run } from '../run.ts';

/** How far a run has come, for whoever may ask for the same only when it is over; undefined once it has ended. */
export function progressOf({ state, startedAt, plan, steps }: Run): Progress | undefined {
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
      const prompt = step?.prompt;
      return {
        stands: `is running${since}, and waits for people: ${prompt ? `${answerersInWords(prompt)} must answer ${quoted(prompt.text)}` : 'a question must be answered'}`,
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
