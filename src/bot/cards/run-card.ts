import type { Block, Field, ListItem } from '../../chat/card.ts';
import type { CardDraft } from '../../chat/draft.ts';
import { exactTime } from '../../chat/time-text.ts';
import { emergencyLines, waysToEmergencies } from '../../commands/emergencies.ts';
import { paramFields } from '../../commands/plan-lines.ts';
import { checkTables } from '../../commands/run-parts/check-tables.ts';
import { meterBlock } from '../../commands/run-parts/run-meter.ts';
import { outputBlocks } from '../../commands/run-parts/run-output.ts';
import { isPolling, stepCount, stepItem, titleOf } from '../../commands/run-parts/run-steps.ts';
import type { StandingEmergency } from '../../runbook/plan/plan.ts';
import { planPolicy } from '../../runbook/plan/plan-policy.ts';
import { adviceOf } from '../../runbook/run/advice.ts';
import { isLeftOut } from '../../runbook/run/left-undone.ts';
import { seenSoFar } from '../../runbook/run/seen-so-far.ts';
import { isInDoubt, type StepRun } from '../../runbook/run/step-run.ts';
import { isDescending } from '../../runbook/run/way-down.ts';
import type { RunView } from '../../runbook/service.ts';
import { cut } from '../../values/cut.ts';
import { runControls } from './run-controls.ts';
import { peopleBlocks } from './run-people.ts';
import { isToldWhole, statusOf, toneOf } from './run-status.ts';
import { paramsSaid } from './said.ts';

/** What the renderer needs beside the run. */
export interface Drawing {
  /** The display name of a principal. */
  readonly name: (principal: string) => string;
  /** Whether some of the output was left out where it was kept. */
  readonly partial?: boolean;
  /** The emergencies that its system has beside it, and when that was looked up. Absent: none, or nobody has looked. */
  readonly beside?: { readonly emergencies: readonly StandingEmergency[]; readonly at: Date };
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
      ...besideBlocks(drawing),
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
    controls: [
      ...runControls(
        run,
        blocks.some(({ fold }) => fold !== undefined),
      ),
      ...waysToEmergencies(drawing.beside?.emergencies ?? []),
    ],
    footer: [
      run.id,
      plan.action,
      plan.environment,
      ...(plan.source === '' ? [] : [`source ${plan.source}`]),
      exactTime(run.startedAt ?? run.queuedAt),
    ].join(' · '),
  };
}

/** What looks is read by somebody who may not know that all of it stands still on purpose. */
function besideBlocks({ beside }: Drawing): readonly Block[] {
  if (beside === undefined) return [];
  const text = emergencyLines(beside.emergencies, beside.at).join('\n');
  return [{ type: 'text', essential: true, text }];
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
