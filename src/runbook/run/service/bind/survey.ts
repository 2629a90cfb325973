import { resolve } from 'node:path';
import type { OwnTurn } from '../../../plan/own-turn.ts';
import type { Plan, PlannedStep } from '../../../plan/plan.ts';
import type { StepKinds, Surroundings } from '../../../steps/step.ts';

interface Around {
  readonly kinds: StepKinds;
  /** The folder of the system. */
  readonly workdir: string;
  readonly writable?: readonly string[];
  readonly redact: Surroundings['redact'];
  /** What the action of a step says that its run writes. */
  of(step: string): { readonly writes: readonly string[] };
}

/**
 * The plan with what its steps find where they would change something, one after the other: a later one builds on an earlier.
 * @param turn what comes of a step of which that cannot be found
 */
export async function surveyPlan(plan: Plan, around: Around, turn: OwnTurn): Promise<Plan> {
  const { kinds, writable = [], workdir, redact } = around;
  const steps: PlannedStep[] = [];
  for (const step of plan.steps) {
    const survey = kinds.get(step.kind)?.survey;
    if (survey === undefined) {
      steps.push(step);
      continue;
    }
    const before = steps.filter(({ unready }) => unready === undefined);
    const changed = before.flatMap(({ kind, spec }) => kinds.get(kind)?.writesOf?.(spec) ?? []);
    const surveyed = await turn.step(step, async () => {
      const written = [...around.of(step.id).writes, ...changed].map((path) => resolve(workdir, path));
      return { ...step, spec: await survey(step.spec, { writable, before, written, redact }) };
    });
    steps.push(surveyed);
  }
  return { ...plan, steps };
}
