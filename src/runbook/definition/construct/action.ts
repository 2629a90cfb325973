import { z } from 'zod';
import { writtenPolicy } from '../../../approval/policy.ts';
import { writtenBreakGlass } from '../../../approval/review/policy.ts';
import { duration } from '../../../duration.ts';
import type { Risk } from '../../plan/plan.ts';
import type { StepKinds } from '../../steps/step.ts';
import { entryFields, fieldName, pathName, slug } from './entry.ts';
import { param } from './param.ts';
import { stepSchema } from './step.ts';

export const RISKS = ['read', 'low', 'high', 'critical'] as const satisfies readonly Risk[];

const requirement = z.strictObject({
  action: pathName,
  outcome: slug.default('succeeded').meta({ description: 'Default succeeded.' }),
  within: duration,
});

const lockName = z
  .string()
  .max(100)
  .regex(
    /^[a-z][a-z0-9/-]*$/,
    'write lower-case words with hyphens and slashes, such as twist/circuit-breaker',
  );

/** Something that can be run: parameters, a risk, who must approve, steps. Serves kind `command`. */
export function actionSchema(kinds: StepKinds) {
  const steps = z.array(stepSchema(kinds)).min(1).max(50);
  return z.strictObject({
    ...entryFields,
    risk: z
      .enum(RISKS)
      .meta({ description: 'read and low run at once; high and critical need approval or breakGlass.' }),
    shortcut: slug
      .optional()
      .meta({ description: 'Name under the command of the runbook, e.g. reset-breaker.' }),
    lock: lockName.optional().meta({ description: 'Only one run at a time holds a lock of this name.' }),
    cooldown: duration.optional().meta({ description: 'Not again within this time.' }),
    reduces: z
      .literal('risk')
      .optional()
      .meta({ description: 'Only stops or pauses something: may be break-glass.' }),
    params: z.record(fieldName, param).default({}),
    requires: z
      .array(requirement)
      .default([])
      .meta({ description: 'Outcomes of other actions that must be recent.' }),
    approval: z
      .union([slug, writtenPolicy])
      .optional()
      .meta({ description: 'Name of a policy, or the policy itself.' }),
    breakGlass: z
      .union([slug, writtenBreakGlass])
      .optional()
      .meta({ description: 'Runs at once, reviewed afterwards.' }),
    steps,
    dryRun: steps.optional().meta({ description: 'Steps of a rehearsal; they change nothing.' }),
  });
}

export type WrittenAction = z.output<ReturnType<typeof actionSchema>>;

/** An action as loaded: its written form with its name in the runbook. */
export type Action = WrittenAction & { readonly id: string };
