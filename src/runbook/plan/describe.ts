import type { StepKinds } from '../steps/step.ts';
import { describePolicy } from './describe-policy.ts';
import { durationWords } from './duration-words.ts';
import type { Effect, Plan, PlannedStep } from './plan.ts';
import { planPolicy } from './plan-policy.ts';

/** A heading and its lines, plain text; renderers neutralize it for their platform. */
export interface PlanSection {
  readonly title: string;
  readonly lines: readonly string[];
}

const EFFECT_WORDS: Readonly<Record<Effect, string>> = {
  pure: 'reads only',
  idempotent: 'may be repeated without harm',
  probeable: 'changes something; after a crash it is checked, not repeated',
  unsafe: 'changes something; after a crash a person decides',
};

/** What exactly would happen, for people who must decide on it. First the whole, then a section a step. */
export function describePlan(plan: Plan, kinds: StepKinds): readonly PlanSection[] {
  return [overview(plan), ...plan.steps.map((step, index) => stepSection(step, index, kinds))];
}

function overview(plan: Plan): PlanSection {
  const lines = [
    `Action: ${plan.action} (${plan.source})`,
    `Risk: ${plan.risk}; environment: ${plan.environment}`,
    `Approval: ${describePolicy(planPolicy(plan))}`,
    ...Object.entries(plan.params).map(([name, value]) => `${name} = ${JSON.stringify(value)}`),
    ...(plan.targets.length > 0 ? [`Touches: ${plan.targets.join(', ')}`] : []),
    ...plan.requires.map(
      (need) =>
        `Needs: ${need.action} ended as ${need.outcome} within the last ${durationWords(need.withinMs)}`,
    ),
    ...(plan.lock === null ? [] : [`One run at a time holds: ${plan.lock}`]),
    ...(plan.cooldownMs === null ? [] : [`Not again within ${durationWords(plan.cooldownMs)}`]),
    ...(plan.notes ?? []).map((note) => `Note: ${note}`),
  ];
  return { title: plan.mode === 'dry-run' ? `Dry run: ${plan.title}` : plan.title, lines };
}

function stepSection(step: PlannedStep, index: number, kinds: StepKinds): PlanSection {
  const kind = kinds.get(step.kind);
  const described = kind?.describe(step.spec) ?? [JSON.stringify(step.spec)];
  const retry =
    step.attempts > 1 ? `; up to ${step.attempts} attempts, ${durationWords(step.backoffMs)} apart` : '';
  return {
    title: `${index + 1}. ${step.title}${step.source === undefined ? '' : ` (${step.source})`}`,
    lines: [
      ...described,
      `${step.kind}: ${EFFECT_WORDS[step.effect]}; stops after ${durationWords(step.timeoutMs)}${retry}`,
      ...(step.when === null ? [] : [`Only when ${step.when.step} chose ${step.when.choice}`]),
      ...(step.secrets.length > 0 ? [`Uses secrets: ${step.secrets.join(', ')}`] : []),
    ],
  };
}
