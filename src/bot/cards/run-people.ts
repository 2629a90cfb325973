import type { Block, ListItem } from '../../chat/card.ts';
import { exactTime } from '../../chat/time-text.ts';
import { isLeft } from '../../commands/run-parts/run-steps.ts';
import { answeredFields } from '../../runbook/run/answer.ts';
import { isDoneByHand } from '../../runbook/run/asking.ts';
import { saidDone } from '../../runbook/run/decided.ts';
import { type Counted, mandateOf } from '../../runbook/run/decision.ts';
import { cancelOf, gaveWayInWords } from '../../runbook/run/overtaken/gave-way.ts';
import type { StepRun } from '../../runbook/run/step-run.ts';
import { keepingLock, mayStillRun } from '../../runbook/run/still-running/still-running.ts';
import type { RunView } from '../../runbook/service.ts';
import { answerersInWords } from '../../runbook/steps/support/prompt.ts';
import { jsonText } from '../../values/json.ts';
import { quoted } from '../../values/quoted.ts';

/** What people said in a run: who, when and what, and whom it still asks. */
export function peopleBlocks(run: RunView, name: (principal: string) => string): readonly Block[] {
  const items = run.steps.flatMap((step) => [
    ...answerItem(run, step, name),
    ...step.opinions.map(({ principal, choice, at, reason }): ListItem => {
      const text = `${name(principal)}, ${exactTime(at)}: ${SAID[choice]} – ${quoted(reason)}`;
      return { mark: 'bullet', text };
    }),
    ...decidedItem(step, name),
    ...openItem(run, step, name),
  ]);
  items.push(
    ...stopItem('cancelled it', cancelOf(run), name),
    ...gaveWayItem(run),
    ...stopItem('stopped the way down', run.wayDownStopped, name),
  );
  return items.length === 0 ? [] : [{ type: 'list', items }];
}

const SAID: Record<Counted, string> = {
  retry: 'run it again',
  done: 'it was done',
  gone: 'it does not run any more',
};

/** What one person decided alone; an abort says itself why the step has failed. */
function decidedItem(step: StepRun, name: (principal: string) => string): readonly ListItem[] {
  const said = saidDone(step);
  if (said === undefined || step.opinions.length > 0) return [];
  return [{ mark: 'bullet', text: `${said.by.map(name).join(', ')}: ${SAID.done} – ${quoted(said.reason)}` }];
}

function stopItem(
  did: string,
  stopped: RunView['cancel'],
  name: (principal: string) => string,
): readonly ListItem[] {
  if (stopped === null || stopped.reason === null) return [];
  return [{ mark: 'bullet', text: `${name(stopped.by)} ${did} – ${quoted(stopped.reason)}` }];
}

/** To what it gave way. Once it is over that stands in its first line. */
function gaveWayItem(run: RunView): readonly ListItem[] {
  const words = run.finishedAt === null ? gaveWayInWords(run) : undefined;
  return words === undefined ? [] : [{ mark: 'bullet', text: `It ${words}.` }];
}

function answerItem(run: RunView, step: StepRun, name: (principal: string) => string): readonly ListItem[] {
  const { answer, prompt } = step;
  if (answer === null) return [];
  const { choice } = answer.value;
  const label = prompt?.choices.find(({ id }) => id === choice)?.label;
  const words = answeredFields(step).map(
    ([field, value]) => `${field} ${quoted(typeof value === 'string' ? value : jsonText(value))}`,
  );
  const said = [...(label === undefined ? [] : [label]), ...words];
  const title = run.plan.steps[step.position]?.title ?? '';
  const text = `${name(answer.by)} answered "${title}", ${exactTime(new Date(answer.at))}: ${said.join('; ')}`;
  return [{ mark: 'done', text }];
}

function openItem(run: RunView, step: StepRun, name: (principal: string) => string): readonly ListItem[] {
  const { plan, requester } = run;
  const { state, prompt, answer } = step;
  if (mayStillRun(step) && (state === 'unknown' || keepingLock(run) !== undefined))
    return deciders(plan, requester).map((who) => ({
      mark: 'todo',
      text: `To say that it does not run any more: ${who}, not the requester. Where Keyturn can see that it is gone, nobody has to.`,
    }));
  // What is left of a run that is over, or past that point, waits for nobody.
  if (isLeft(run, step)) return [];
  if (state === 'asking' && prompt !== null && answer === null)
    return [{ mark: 'todo', text: waitsFor(run, step, answerersInWords(prompt), name) }];
  if (state !== 'unknown') return [];
  return deciders(plan, requester).map((who) => ({
    mark: 'todo',
    text: `To run it again, or to say that it was done: ${who}, not the requester, in the time that its approval gave. One of them, or the requester, can abort.`,
  }));
}

function waitsFor(run: RunView, step: StepRun, who: string, name: (principal: string) => string): string {
  if (!isDoneByHand(run, step)) return `Waits for ${who}`;
  return `Done by ${name(run.requester)}, or by whoever they ask; that it was done is confirmed by ${who}`;
}

/** Who must agree, in words; nobody where nothing had to be approved. */
function deciders(plan: RunView['plan'], requester: string): readonly string[] {
  const mandate = mandateOf(plan, requester, undefined);
  if (mandate === undefined) return [];
  return [mandate.policy.groups.map(({ of, quorum }) => `${quorum} of ${of.join(' or ')}`).join(' and ')];
}
