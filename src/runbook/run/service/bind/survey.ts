import type { Plan, PlannedStep } from '../../../plan/plan.ts';
import type { StepKinds } from '../../../steps/step.ts';

/** The plan with what its steps find where they would change something, one after the other: a later one builds on an earlier. */
export async function surveyPlan(
  plan: Plan,
  { kinds, writable = [] }: { readonly kinds: StepKinds; readonly writable?: readonly string[] },
): Promise<Plan> {
  const steps: PlannedStep[] = [];
  for (const step of plan.steps) {
    const survey = kinds.get(step.kind)?.survey;
    steps.push(
      survey === undefined
        ? step
        : { ...step, spec: await survey(step.spec, { writable, before: [...steps] }) },
    );
  }
  return { ...plan, steps };
}
