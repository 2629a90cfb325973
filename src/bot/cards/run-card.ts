import { REQUEST } from '../../approval/request.ts';
import type { Block, Field, ListItem } from '../../chat/card.ts';
import { type CardDraft, type DraftControl, draftButton, openingForm } from '../../chat/draft.ts';
import { nextButton } from '../../chat/next-button.ts';
import { exactTime } from '../../chat/time-text.ts';
import { asksBeforeCancel } from '../../commands/cancel-preview.ts';
import { logButton } from '../../commands/log-button.ts';
import { paramFields } from '../../commands/plan-lines.ts';
import { checkTables } from '../../commands/run-parts/check-tables.ts';
import { meterBlock } from '../../commands/run-parts/run-meter.ts';
import { outputBlocks } from '../../commands/run-parts/run-output.ts';
import { isPolling, openStep, stepCount, stepItem, titleOf } from '../../commands/run-parts/run-steps.ts';
import { wordsIn } from '../../commands/run-words.ts';
import { planPolicy } from '../../runbook/plan/plan-policy.ts';
import { adviceOf } from '../../runbook/run/advice.ts';
import { isLeftOut } from '../../runbook/run/left-undone.ts';
import { guideAfter, nextAfter } from '../../runbook/run/next.ts';
import { RUN } from '../../runbook/run/run.ts';
import { seenSoFar } from '../../runbook/run/seen-so-far.ts';
import { isInDoubt, type StepRun } from '../../runbook/run/step-run.ts';
import { keepingLock, mayStillRun } from '../../runbook/run/still-running/still-running.ts';
import { isDescending, isOnWayDown } from '../../runbook/run/way-down.ts';
import type { RunView } from '../../runbook/service.ts';
import { cut } from '../../values/cut.ts';
import { isQuotedInPart } from '../../values/quoted.ts';
import { peopleBlocks } from './run-people.ts';
import { isToldWhole, statusOf, toneOf } from './run-status.ts';
import { paramsSaid } from './said.ts';

/** What the renderer needs beside the run. */
export interface Drawing {
  /** The display name of a principal. */
  readonly name: (principal: string) => string;
  /** Whether some of the output was left out where it was kept. */
  readonly partial?: boolean;
}

/** A run as it goes: its steps, the end of its output, what it asks for, and how it ended. */
export function runCard(run: RunView, drawing: Drawing): CardDraft {
  const { plan } = run;
  const blocks = isOver(run) ? ended(run, drawing) : underWay(run, drawing);
  return {
    title: `${plan.mode === 'dry-run' ? 'Dry run: ' : ''}${plan.title}`,
    tone: toneOf(run),
    status: statusOf(run, drawing.name),
    blocks: [
      ...blocks,
      {
        type: 'fields',
        fields: [
          { label: 'Started by', value: drawing.name(run.requester) },
          // To be said aloud, and looked for in the log.
          ...(run.requestId === null ? [] : [{ label: warrantOf(run), value: run.requestId }]),
        ],
      },
      ...paramsSaid(paramFields(plan)),
    ],
    controls: controls(
      run,
      blocks.some(({ fold }) => fold !== undefined),
    ),
    footer: [
      run.id,
      plan.action,
      plan.environment,
      ...(plan.source === '' ? [] : [`source ${plan.source}`]),
      exactTime(run.startedAt ?? run.queuedAt),
    ].join(' · '),
  };
}

/** What permits it: nobody approved what began under break-glass. */
function warrantOf({ plan }: RunView): string {
  return planPolicy(plan)?.kind === 'break-glass' ? 'Under break-glass' : 'Approved';
}

/** While it goes on people follow its steps. */
function underWay(run: RunView, drawing: Drawing): readonly Block[] {
  return [
    { type: 'list', items: stepItems(run, drawing.name) },
    ...checkTables(run.steps, (index) => titleOf(run, run.steps[index])),
    ...peopleBlocks(run, drawing.name),
    ...run.steps.flatMap((step) => troubleBlocks(run, step)),
    ...outputOf(run, drawing),
  ];
}

/** Once it is over, what went wrong comes first; what went as it should is folded. */
function ended(run: RunView, drawing: Drawing): readonly Block[] {
  const checks = checkTables(run.steps, (index) => titleOf(run, run.steps[index]));
  const output = outputOf(run, drawing);
  const advice = adviceOf(run);
  return [
    ...run.steps.flatMap((step) => troubleBlocks(run, step, advice)),
    ...(advice === undefined ? [] : [adviceBlock(advice)]),
    ...checks,
    { type: 'list', fold: stepCount(run), items: stepItems(run, drawing.name) },
    ...peopleBlocks(run, drawing.name),
    // Where values were compared, the table says what was found; what they were read from is for a second look.
    ...(checks.length === 0 ? output : output.map(folded)),
  ];
}

function folded(block: Block): Block {
  const { label } = block as { readonly label?: string };
  return block.fold === undefined ? { ...block, fold: label ?? 'Output' } : block;
}

function stepItems(run: RunView, name: Drawing['name']): readonly ListItem[] {
  return run.steps.map((step) => stepItem(run, step, name));
}

function outputOf(run: RunView, { partial }: Drawing): readonly Block[] {
  return outputBlocks(run, (position) => titleOf(run, run.steps[position]), partial);
}

export function isOver(run: RunView): boolean {
  return run.finishedAt !== null;
}

/** What went wrong in a step. A skipped one says why it was skipped, which is no trouble. */
function troubleBlocks(run: RunView, step: StepRun, advice?: string): readonly Block[] {
  const { reason, next, state } = step;
  if (reason === null || state === 'skipped') return [];
  if (isPolling(run, step)) {
    const meter = meterBlock(step, titleOf(run, step));
    return [...(meter === undefined ? [] : [meter]), { type: 'fields', fields: soFar(step, reason) }];
  }
  const fields = [
    // What nobody knows is not known to have gone wrong, either.
    ...(isToldWhole(run, step) ? [] : [{ label: troubleOf(step), value: reason }]),
    // What is generally so stands back where the author says what to do.
    ...(next === null || (advice !== undefined && !isDescending(run.plan, step))
      ? []
      : [{ label: 'What you can do', value: next }]),
  ];
  return fields.length === 0 ? [] : [{ type: 'fields', fields }];
}

/** So much of it has room; all of it stands where it was told. */
const ADVICE = 1_000;

function adviceBlock(advice: string): Block {
  return { type: 'fields', fields: [{ label: 'What you can do', value: cut(advice, ADVICE) }] };
}

function troubleOf(step: StepRun): string {
  if (isInDoubt(step)) return 'Why nobody knows';
  if (isLeftOut(step)) return 'Why it was left out';
  // It ended because its time was up: what it looked for may still come.
  return step.state === 'succeeded' ? 'Not finished in time' : 'What went wrong';
}

/** What its author says of it, and what is still missing; that alone where they say nothing. */
function soFar(step: StepRun, reason: string): readonly Field[] {
  const seen = seenSoFar(step);
  if (seen === undefined) return [{ label: 'Found so far', value: reason }];
  return [
    { label: 'Found so far', value: seen },
    { label: 'Looks on because', value: reason },
  ];
}

/**
 * Where a button stood that does something at one click, none appears that does something else at one click: while it goes on,
 * the first place is that of Cancel, and answers stand behind it; once it is over, whatever changes something asks before it does.
 */
function controls(run: RunView, isFolded: boolean): readonly DraftControl[] {
  if (isOver(run)) return after(run);
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

/** What comes next stands first: it is what the card is looked at for. */
function after(run: RunView): readonly DraftControl[] {
  const keeping = keepingLock(run);
  const guide = guideAfter(run);
  return [
    ...(guide === undefined
      ? []
      : [draftButton(`Start: ${guide.title}`, 'guide.start', { ref: guide.ref }, 'primary')]),
    ...nextAfter(run).map((offer, index) => nextButton(offer, index === 0 ? 'primary' : 'default')),
    ...takingBack(run),
    ...(keeping === undefined ? [] : gone(run, keeping)),
    ...again(run),
    ...requestOf(run),
    details(run),
    logButton(RUN.subject(run.id)),
  ];
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
  const isEmergency = planPolicy(plan)?.kind === 'break-glass';
  return isEmergency || adviceOf(run) === undefined ? [openingForm(button)] : [];
}

/** What takes it back is asked for like any action: it is shown first, and has approvals of its own. */
function takingBack({ id, state, plan }: RunView): readonly DraftControl[] {
  return state === 'succeeded' && plan.revert !== undefined
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
