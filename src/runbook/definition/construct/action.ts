import * as z from 'zod';
import { writtenPolicy } from '../../../approval/policy.ts';
import { writtenBreakGlass } from '../../../approval/review/policy.ts';
import { duration, period } from '../../../duration.ts';
import { words } from '../../../written/words.ts';
import type { Risk } from '../../plan/plan.ts';
import type { StepKinds } from '../../steps/step.ts';
import { direction } from './direction.ts';
import { entryFields, fieldName, pathName, sentence, slug } from './entry.ts';
import { parseFilePattern } from './file-pattern.ts';
import { outcome, outcomeName } from './outcome.ts';
import { param } from './param.ts';
import { revert } from './revert.ts';
import { stepSchema } from './step.ts';

export const RISKS = ['read', 'low', 'high', 'critical'] as const satisfies readonly Risk[];

const requirement = z.strictObject({
  action: pathName,
  outcome: slug.default('succeeded').meta({ description: 'Default succeeded.' }),
  within: period,
  after: pathName.optional().meta({
    description: 'The change that it verifies: only a run that began after the last run of this counts.',
  }),
  same: z.array(fieldName).min(1).max(10).optional().meta({
    description:
      'Parameters of this action that it gives as well: only a run that gave the same values counts.',
  }),
});

const lockName = z
  .string()
  .max(100)
  .regex(/^[a-z][a-z0-9/-]*$/, 'write lower-case words with hyphens and slashes, such as shop/cache-clear');

const OUTSIDE = 'write a path below the folder of the system, such as lib/pay.mjs';
const filePath = z
  .string()
  .min(1)
  .max(300)
  .regex(/^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$))[^\0{}]+$/, OUTSIDE);

/** Refused here as the search for files would refuse it. */
const filePattern = filePath.superRefine((text, context) => {
  const pattern = parseFilePattern(text);
  if (!('why' in pattern)) return;
  const message = `'${text}' ${pattern.why}`;
  context.addIssue({ code: 'custom', message, params: { suggestion: pattern.instead } });
});

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
    internal: z.literal(true).optional().meta({
      description: 'A part of others: they include it, and nobody asks for it by itself.',
    }),
    keywords: z
      .array(words({ longest: 60 }))
      .max(20)
      .default([])
      .meta({ description: 'More words that people look for it by, such as backup.' }),
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
    undoes: z.array(pathName).max(50).default([]).meta({
      description:
        'Actions that stop or pause something, which this one takes back: it is not started, and stops, where one of them has begun since it was asked for.',
    }),
    givesWayTo: z.array(pathName).max(50).default([]).meta({
      description:
        'Actions that stop or pause something, to which this one gives way as to those that it `undoes`, though it does not take them back.',
    }),
    approval: z.union([slug, writtenPolicy, direction]).optional().meta({
      description: 'Name of a policy, the policy itself, or one for what loosens and one for what tightens.',
    }),
    breakGlass: z
      .union([slug, writtenBreakGlass])
      .optional()
      .meta({ description: 'Runs at once, reviewed afterwards.' }),
    gives: z.record(fieldName, z.string()).default({}).meta({
      description:
        'What it hands on to parameters of other actions when it has succeeded, each a result: "{{ steps.<id>.… }}".',
    }),
    outcomes: z.record(outcomeName, outcome).default({}).meta({
      description: 'What each way to end means: the outcomes of its steps, and succeeded and failed.',
    }),
    files: z.array(filePattern).max(50).default([]).meta({
      description:
        'More files below the folder of the system whose content is part of what is approved; patterns such as lib/*.mjs or lib/**/*.mjs.',
    }),
    writes: z.array(filePath).max(50).default([]).meta({
      description: 'Files named in its steps that a run itself writes: their content cannot be approved.',
    }),
    steps,
    onFailure: steps.optional().meta({
      description:
        'Steps of the way down: run when the others failed or were cancelled after one of them had begun.',
    }),
    always: steps.optional().meta({
      description: 'Last steps, whatever became of the others once one of them had begun.',
    }),
    revert: revert.optional().meta({ description: 'How it is taken back once it is done.' }),
    dryRun: steps.optional().meta({ description: 'Steps of a rehearsal; they change nothing.' }),
    unrehearsed: sentence
      .optional()
      .meta({ description: 'Why it has no dry run, for what changes something. Shown to people.' }),
    unchecked: sentence
      .optional()
      .meta({ description: 'Why nothing looks at what came of it, for what changes something.' }),
  });
}

export type WrittenAction = z.output<ReturnType<typeof actionSchema>>;

/** An action as loaded: its written form with its name in the runbook. */
export type Action = WrittenAction & { readonly id: string };
