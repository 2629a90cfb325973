import type { Block, ListItem, Tone } from '../../chat/card.ts';
import { type CardDraft, type DraftControl, draftButton, openingForm } from '../../chat/draft.ts';
import { duration, exactTime } from '../../chat/time-text.ts';
import { paramsInWords } from '../../commands/plan-lines.ts';
import type { StepRun } from '../../runbook/run/step-run.ts';
import type { RunView } from '../../runbook/service.ts';
import { checkTables } from './check-tables.ts';
import { outputBlocks } from './run-output.ts';

/** What the renderer needs beside the run. */
export interface Drawing {
  /** The display name of a principal. */
  readonly name: (principal: string) => string;
}

/** A run as it goes: its steps, the end of its output, what it asks for, and how it ended. */
export function runCard(run: RunView, drawing: Drawing): CardDraft {
  const { plan } = run;
  return {
    title: `${plan.mode === 'dry-run' ? 'Dry run: ' : ''}${plan.title}`,
    tone: toneOf(run),
    status: statusOf(run, drawing),
    blocks: [
      { type: 'list', items: run.steps.map((step) => stepItem(step, titleOf(run, step))) },
      ...checkTables(run.steps, (index) => titleOf(run, run.steps[index])),
      ...run.steps.flatMap(troubleBlocks),
      ...outputBlocks(run),
      {
        type: 'fields',
        fields: [
          { label: 'Started by', value: drawing.name(run.requester) },
          ...(Object.keys(plan.params).length === 0
            ? []
            : [{ label: 'Parameters', value: paramsInWords(plan.params) }]),
          ...(run.requestId === null ? [] : [{ label: 'Approved as', value: run.requestId }]),
        ],
      },
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

function titleOf(run: RunView, step: StepRun | undefined): string {
  return step === undefined ? '' : (run.plan.steps[step.position]?.title ?? '');
}

function openStep(run: RunView): StepRun | undefined {
  return run.steps.find((step) => step.state === 'asking' || step.state === 'unknown');
}

function statusOf(run: RunView, { name }: Drawing): string {
  const note = run.note === null ? '' : `: ${run.note}`;
  switch (run.state) {
    case 'queued':
      return run.note === null ? 'About to start.' : `Waiting${note}`;
    case 'running':
      return `Running: ${
        titleOf(
          run,
          run.steps.find((step) => MARKS[step.state] === 'doing'),
        ) || 'starting'
      }.`;
    case 'waiting':
      return `Waiting${note || ' until the next step is due'}.`;
    case 'asking':
      return `Needs an answer: ${openStep(run)?.prompt?.text ?? titleOf(run, openStep(run))}`;
    case 'unknown':
      return `Nobody knows whether "${titleOf(run, openStep(run))}" took effect. Look, then decide below.`;
    case 'succeeded':
      return `Done${outcomeOf(run)}${took(run)}.`;
    case 'failed':
      return `Failed${took(run)}${failure(run)}`;
    case 'cancelled':
      return `Cancelled${run.cancel === null ? '' : ` by ${name(run.cancel.by)}`}${took(run)}.`;
    case 'refused':
      return `Not started${note}`;
  }
}

function outcomeOf({ outcome }: RunView): string {
  return outcome === null || outcome === 'succeeded' ? '' : `: ${outcome}`;
}

function took({ startedAt, finishedAt }: RunView): string {
  if (startedAt === null || finishedAt === null) return '';
  return ` after ${duration(finishedAt.getTime() - startedAt.getTime())}`;
}

function failure(run: RunView): string {
  const failed = run.steps.find((step) => step.state === 'failed');
  return failed === undefined
    ? `: ${run.note ?? 'see its steps'}.`
    : ` at the step "${titleOf(run, failed)}".`;
}

function stepItem(step: StepRun, title: string): ListItem {
  const outcome = step.outcome === null || step.outcome === 'succeeded' ? '' : ` → ${step.outcome}`;
  return { mark: MARKS[step.state], text: `${title}${outcome}${NOTES[step.state] ?? ''}` };
}

const MARKS: Record<StepRun['state'], ListItem['mark']> = {
  pending: 'todo',
  running: 'doing',
  probing: 'doing',
  'probing-interrupted': 'doing',
  doubtful: 'doing',
  interrupted: 'doing',
  waiting: 'doing',
  asking: 'doing',
  unknown: 'failed',
  succeeded: 'done',
  failed: 'failed',
  skipped: 'skipped',
  cancelled: 'skipped',
};

const NOTES: Partial<Record<StepRun['state'], string>> = {
  probing: ' (looking whether it took effect)',
  'probing-interrupted': ' (looking whether it took effect)',
  waiting: ' (waiting)',
  asking: ' (needs an answer)',
  unknown: ' (unknown whether it took effect)',
  skipped: ' (not needed)',
  cancelled: ' (cancelled)',
};

/** What went wrong in a step. A skipped one says why it was skipped, which is no trouble. */
function troubleBlocks({ reason, next, state }: StepRun): readonly Block[] {
  if (reason === null || state === 'skipped') return [];
  const fields = [
    { label: 'What went wrong', value: reason },
    ...(next === null ? [] : [{ label: 'What you can do', value: next }]),
  ];
  return [{ type: 'fields', fields }];
}

function controls(run: RunView): readonly DraftControl[] {
  const data = { run: run.id };
  if (isOver(run)) {
    return [
      openingForm(draftButton('Run again', 'run.again', data)),
      draftButton('Log', 'log.show', { chain: `run/${run.id}` }),
    ];
  }
  const cancel = draftButton('Cancel', 'run.cancel', data, 'danger');
  const step = openStep(run);
  const id = step === undefined ? undefined : run.plan.steps[step.position]?.id;
  if (step === undefined || id === undefined) return [cancel];
  return [...(step.state === 'unknown' ? decisions(run.id, id) : answers(run.id, id, step)), cancel];
}

function decisions(run: string, step: string): readonly DraftControl[] {
  return [
    draftButton('Run the step again', 'run.decide', { run, step, choice: 'retry' }, 'primary'),
    draftButton('It was done', 'run.decide', { run, step, choice: 'done' }),
    draftButton('Abort', 'run.decide', { run, step, choice: 'abort' }, 'danger'),
  ].map((control) => openingForm(control));
}

function answers(run: string, step: string, { prompt }: StepRun): readonly DraftControl[] {
  if (prompt === null) return [];
  if (prompt.choices.length === 0) {
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

function toneOf(run: RunView): Tone {
  switch (run.state) {
    case 'succeeded':
      return 'success';
    case 'failed':
      return 'danger';
    case 'unknown':
    case 'asking':
      return 'warning';
    case 'cancelled':
    case 'refused':
      return 'neutral';
    default:
      return 'progress';
  }
}
