import type { Block } from '../chat/card.ts';
import { type DraftControl, draftButton } from '../chat/draft.ts';
import type { Plan } from '../runbook/plan/plan.ts';
import type { Asked } from './asked.ts';
import { planBlocks, touchedBlocks } from './plan-blocks.ts';
import { linesOfPlan } from './plan-lines.ts';
import { paramsAsGiven } from './plan-shown.ts';
import type { CataloguePort } from './services.ts';

/** The kind of the intent behind the button that shows a plan whole. */
export const PLAN_SHOW = 'plan.show';

/** What a plan would do, as far as it must be seen before somebody starts it; the rest is folded. */
export function previewBlocks(plan: Plan, describe: CataloguePort['describe']): readonly Block[] {
  const lines = linesOfPlan(plan, describe);
  const [about] = describe(plan);
  const fields = [
    { label: 'Action', value: plan.action },
    { label: 'Environment', value: plan.environment },
    { label: 'Risk', value: plan.risk },
  ];
  return [
    { type: 'fields', essential: true, fields },
    ...paramsAsGiven(plan),
    ...planBlocks(lines),
    ...touchedBlocks(lines),
    ...(about === undefined
      ? []
      : [{ type: 'code', fold: 'About the action', text: about.lines.join('\n') } as const]),
  ];
}

/** The way to all that is folded, for platforms where nobody can open it. */
export function wholePlanButton({ ref }: { readonly ref: string }, { params }: Asked): DraftControl {
  return draftButton('Details', PLAN_SHOW, { action: ref, params });
}
