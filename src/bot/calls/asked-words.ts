import { titleOf } from '../../commands/run-parts/run-steps.ts';
import { givingWayOf } from '../../runbook/plan/giving-way.ts';
import { type Asking, isDoneByHand } from '../../runbook/run/asking.ts';
import { isEmergency } from '../../runbook/run/emergency.ts';
import type { RunView } from '../../runbook/service.ts';
import { answerersInWords } from '../../runbook/steps/support/prompt.ts';
import { quoted } from '../../values/quoted.ts';

/** A question has room for so much: whoever is called knows by it whether to get up. */
const QUESTION = 300;

/**
 * What a run waits for, and what of it is whose.
 * @param requester what whoever asked for the run is called
 */
export function askedInWords(run: RunView, asking: Asking, requester: string): string {
  return `${waitInWords(run, asking, requester)}${keptBack(run)}`;
}

/** Why it cannot wait: until an emergency has ended others are refused. */
function keptBack(run: RunView): string {
  return isEmergency(run) && givingWayOf(run.plan).by.length > 0
    ? ' It is an emergency: what gives way to it is kept back until it has ended.'
    : '';
}

function waitInWords(run: RunView, { step }: Asking, requester: string): string {
  const title = quoted(run.plan.title);
  const { prompt } = step;
  if (step.state === 'unknown' || prompt === null)
    return `Waiting for you: ${title}, asked by ${requester}. Nobody knows whether "${titleOf(run, step)}" took effect: look, then decide on its card.`;
  const question = quoted(prompt.text, QUESTION);
  const who = answerersInWords(prompt);
  if (isDoneByHand(run, step))
    return `Waiting for you: ${title}. ${requester}: do it now, or have it done: ${question} All others who are called: confirm on its card that ${requester} did it, or had it done (${who}).`;
  return `Waiting for you: ${title}, asked by ${requester}, asks ${who}: ${question} Answer on its card.`;
}
