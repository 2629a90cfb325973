import type { Block } from '../../chat/card.ts';
import { type CardDraft, type DraftControl, draftButton, openingForm } from '../../chat/draft.ts';
import { exactTime } from '../../chat/time-text.ts';
import { logButton } from '../../commands/log-button.ts';
import { paramFields } from '../../commands/plan-lines.ts';
import { wordsIn } from '../../commands/run-words.ts';
import { RUN } from '../../runbook/run/run.ts';
import { isInDoubt, type StepRun } from '../../runbook/run/step-run.ts';
import { keepingLock, mayStillRun } from '../../runbook/run/still-running/still-running.ts';
import { isOnWayDown } from '../../runbook/run/way-down.ts';
import type { RunView } from '../../runbook/service.ts';
import { isQuotedInPart } from '../../values/quoted.ts';
import { checkTables } from './check-tables.ts';
import { outputBlocks } from './run-output.ts';
import { peopleBlocks } from './run-people.ts';
import { statusOf, toneOf } from './run-status.ts';
import { isPolling, openStep, stepItem, titleOf } from './run-steps.ts';
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
  return {
    title: `${plan.mode === 'dry-run' ? 'Dry run: ' : ''}${plan.title}`,
    tone: toneOf(run),
    status: statusOf(run, drawing.name),
    blocks: [
      { type: 'list', items: run.steps.map((step) => stepItem(run, step, drawing.name)) },
      ...checkTables(run.steps, (index) => titleOf(run, run.steps[index])),
      ...peopleBlocks(run, drawing.name),
      ...run.steps.flatMap((step) => troubleBlocks(run, step)),
      ...outputBlocks(run, (position) => titleOf(run, run.steps[position]), drawing.partial),
      {
        type: 'fields',
        fields: [
          { label: 'Started by', value: drawing.name(run.requester) },
          ...(run.requestId === null
            ? []
            : [{ label: 'Approved', value: `/ops approvals show request:${run.requestId}` }]),
        ],
      },
      ...paramsSaid(paramFields(plan.params)),
    ],
    controls: controls(run),
    footer: [
      run.id,
      plan.action,
      plan.environment,
      ...(plan.source === '' ? [] : [`source ${plan.source}`]),
      exactTime(run.startedAt ?? run.queuedAt),
    ].join(' · '),
  };
}

export function isOver(run: RunView): boolean {
  return run.finishedAt !== null;
}

/** What went wrong in a step. A skipped one says why it was skipped, which is no trouble. */
function troubleBlocks(run: RunView, step: StepRun): readonly Block[] {
  const { reason, next, state } = step;
  if (reason === null || state === 'skipped') return [];
  if (isPolling(run, step)) return [{ type: 'fields', fields: [{ label: 'Found so far', value: reason }] }];
  const fields = [
    // What nobody knows is not known to have gone wrong, either.
    { label: isInDoubt(step) ? 'Why nobody knows' : 'What went wrong', value: reason },
    ...(next === null ? [] : [{ label: 'What you can do', value: next }]),
  ];
  return [{ type: 'fields', fields }];
}

/** What people wrote is quoted here so far as there is room; where that is not all of it, the rest is one click away. */
function controls(run: RunView): readonly DraftControl[] {
  const isWhole = !wordsIn(run).some(({ words }) => isQuotedInPart(words));
  return isWhole ? acting(run) : [...acting(run), draftButton('Details', 'run.details', { run: run.id })];
}

function acting(run: RunView): readonly DraftControl[] {
  const data = { run: run.id };
  if (isOver(run)) {
    const keeping = keepingLock(run);
    return [
      ...(keeping === undefined ? [] : gone(run, keeping)),
      openingForm(draftButton('Run again', 'run.again', data)),
      logButton(RUN.subject(run.id)),
    ];
  }
  const cancel = isOnWayDown(run)
    ? draftButton('Stop the way down', 'run.stop-way-down', data, 'danger')
    : draftButton('Cancel', 'run.cancel', data, 'danger');
  const step = openStep(run);
  const id = step === undefined ? undefined : run.plan.steps[step.position]?.id;
  if (step === undefined || id === undefined) return [cancel];
  const asked = step.state === 'unknown' ? decisions(run, id, step) : answers(run.id, id, step);
  // Who ends a run that waits for such a decision says what they saw: Abort does that, and nothing beside it.
  return run.state === 'unknown' ? asked : [...asked, cancel];
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
