import { REQUEST } from '../../approval/request.ts';
import { type DraftControl, draftButton, openingForm } from '../../chat/draft.ts';
import { nextButton } from '../../chat/next-button.ts';
import { asksBeforeCancel } from '../../commands/cancel-preview.ts';
import { logButton } from '../../commands/log-button.ts';
import { openStep } from '../../commands/run-parts/run-steps.ts';
import { wordsIn } from '../../commands/run-words.ts';
import { adviceOf } from '../../runbook/run/advice.ts';
import { isEmergency } from '../../runbook/run/emergency.ts';
import { foundBeside, foundOf } from '../../runbook/run/found/found.ts';
import { guideAfter, nextAfter } from '../../runbook/run/next.ts';
import { RUN } from '../../runbook/run/run.ts';
import type { StepRun } from '../../runbook/run/step-run.ts';
import { keepingLock, mayStillRun } from '../../runbook/run/still-running/still-running.ts';
import { isOnWayDown } from '../../runbook/run/way-down.ts';
import type { RunView } from '../../runbook/service.ts';
import { isQuotedInPart } from '../../values/quoted.ts';

/**
 * Where a button stood that does something at one click, none appears that does something else at one click: while it goes on,
 * the first place is that of Cancel, and answers stand behind it; once it is over, whatever changes something asks before it does.
 */
export function runControls(run: RunView, isFolded: boolean): readonly DraftControl[] {
  if (run.finishedAt !== null) return after(run);
  // What people wrote is quoted only so far as there is room; that, too, is whole in the details.
  const hasMore = isFolded || wordsIn(run).some(({ words }) => isQuotedInPart(words));
  return [...stopping(run), ...deciding(run), ...requestOf(run), ...(hasMore ? [details(run)] : [])];
}

/** The way back to what was approved. */
function requestOf({ requestId }: RunView): readonly DraftControl[] {
  if (requestId === null) return [];
  return [draftButton('Show the request', 'subject.open', { subject: REQUEST.subject(requestId) })];
}

function details(run: RunView): DraftControl {
  return draftButton('Details', 'run.details', { run: run.id });
}

/**
 * What comes next stands first: it is what the card is looked at for. Behind an emergency that has stopped something nobody is invited
 * to do it once more, or to take it back.
 */
function after(run: RunView): readonly DraftControl[] {
  const keeping = keepingLock(run);
  const isStopped = foundOf(run)?.verdict === 'stopped';
  const repeating = [...takingBack(run), ...(keeping === undefined ? [] : gone(run, keeping)), ...again(run)];
  const looking = [...requestOf(run), details(run), logButton(RUN.subject(run.id))];
  return [
    ...guideButton(run),
    ...coming(run),
    ...(isStopped ? [...looking, ...repeating] : [...repeating, ...looking]),
  ];
}

/** The procedure that its author opens after this end. */
function guideButton(run: RunView): readonly DraftControl[] {
  const guide = guideAfter(run);
  if (guide === undefined) return [];
  return [draftButton(`Start: ${guide.title}`, 'guide.start', { ref: guide.ref }, 'primary')];
}

/** What gave way to an emergency may be asked for again, and is not what anybody is to do first. */
function coming(run: RunView): readonly DraftControl[] {
  return nextAfter(run).map((offer, index) =>
    nextButton(offer, index === 0 && offer.action !== run.plan.action ? 'primary' : 'default'),
  );
}

/**
 * What only looks, and a rehearsal, begins at once; everything else is asked for and shown first, which guards itself. Where the author
 * of what changes something says what to do after it did not succeed, that is not offered beside it; what an emergency is ended with
 * only lessens a risk, and is never wrong to do once more.
 */
function again(run: RunView): readonly DraftControl[] {
  const { id, plan } = run;
  const button = draftButton('Run again', 'run.again', { run: id });
  if (plan.risk === 'read' || plan.mode === 'dry-run') return [button];
  return isEmergency(run) || adviceOf(run) === undefined ? [openingForm(button)] : [];
}

/** What takes it back is asked for like any action: it is shown first, and has approvals of its own. */
function takingBack(run: RunView): readonly DraftControl[] {
  const { id, state, plan } = run;
  return state === 'succeeded' && plan.revert !== undefined && foundBeside(run) === undefined
    ? [openingForm(draftButton('Take it back', 'run.take-back', { run: id }))]
    : [];
}

/** Who ends a run that waits for a decision about an unknown effect says what they saw: Abort does that, and nothing beside it. */
function stopping(run: RunView): readonly DraftControl[] {
  if (run.state === 'unknown') return [];
  const data = { run: run.id };
  return [
    isOnWayDown(run)
      ? // What follows puts things in order, in an emergency it is what stops them: nothing invites anybody to end that.
        openingForm(draftButton('Leave the rest undone', 'run.stop-way-down', data))
      : openingForm(draftButton('Cancel', 'run.cancel', data, 'danger'), asksBeforeCancel(run.plan)),
  ];
}

function deciding(run: RunView): readonly DraftControl[] {
  const step = openStep(run);
  const id = step === undefined ? undefined : run.plan.steps[step.position]?.id;
  if (step === undefined || id === undefined) return [];
  return step.state === 'unknown' ? decisions(run, id, step) : answers(run.id, id, step);
}

/** Nothing goes on beside a program that may still run: first that must be settled. */
function decisions(view: RunView, step: string, unknown: StepRun): readonly DraftControl[] {
  const run = view.id;
  const { attempt } = unknown;
  const abort = openingForm(
    draftButton('Abort', 'run.decide', { run, step, attempt, choice: 'abort' }, 'danger'),
  );
  if (mayStillRun(unknown)) return [...gone(view, unknown), abort];
  return [
    // None of them is what one presses without having looked.
    openingForm(draftButton('Run the step again', 'run.decide', { run, step, attempt, choice: 'retry' })),
    openingForm(draftButton('It was done', 'run.decide', { run, step, attempt, choice: 'done' })),
    abort,
  ];
}

function gone({ id, plan }: RunView, { position }: StepRun): readonly DraftControl[] {
  const step = plan.steps[position]?.id ?? '';
  return [openingForm(draftButton('It does not run any more', 'run.gone', { run: id, step }, 'primary'))];
}

/** Discord's menus hold so many, beside the row of the other buttons; more are asked for by a form. */
const MOST_IN_MENUS = 100;

function answers(run: string, step: string, { prompt }: StepRun): readonly DraftControl[] {
  if (prompt === null) return [];
  if (prompt.choices.length === 0 || prompt.choices.length > MOST_IN_MENUS) {
    return [openingForm(draftButton('Answer…', 'run.answer', { run, step }, 'primary'))];
  }
  const opens = prompt.fields.length > 0;
  const options = prompt.choices.map(({ id, label }) => ({ value: id, label }));
  if (options.length > 5) {
    const intent = { kind: 'run.answer', data: { run, step } };
    return [openingForm({ type: 'select', label: 'Choose an answer', options, intent }, opens)];
  }
  return options.map(({ value, label }, index) =>
    openingForm(
      draftButton(label, 'run.answer', { run, step, choice: value }, index === 0 ? 'primary' : 'default'),
      opens,
    ),
  );
}
