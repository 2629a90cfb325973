import * as z from 'zod';
import { duration } from '../../../duration.ts';
import { besideOtherFaults } from '../../../written/beside.ts';
import { stepCondition } from './condition.ts';
import { entryFields, pathName, roles, sentence, slug, sourceLines } from './entry.ts';

const timeBox = z.strictObject({
  from: duration.optional(),
  to: duration.optional(),
  nudgeEvery: duration.optional().meta({ description: 'Reminder of a phase without an end.' }),
});

const step = z
  .strictObject({
    ...entryFields,
    id: slug,
    action: pathName.optional(),
    manual: sentence.optional().meta({ description: 'What a person does where no command is known.' }),
    checklist: slug.optional(),
    procedure: slug.optional(),
    decision: slug.optional(),
    template: slug.optional(),
    items: z
      .array(z.strictObject({ title: z.string().max(200), source: sourceLines, action: pathName.optional() }))
      .optional(),
    timeBox: timeBox.optional(),
    dueAfterResolution: duration.optional(),
    of: roles.optional(),
    evidence: z.enum(['optional', 'required']).optional(),
    twoPeople: z.literal(true).optional().meta({ description: 'A second person confirms.' }),
    onlyIf: stepCondition.optional().meta({ description: 'Condition; without it always.' }),
    skippable: z.boolean().default(false).meta({ description: 'May be skipped, with a typed reason.' }),
  })
  .refine(
    (value) =>
      [
        value.action,
        value.manual,
        value.checklist,
        value.procedure,
        value.decision,
        value.template,
        value.items,
      ].some((target) => target !== undefined),
    {
      message: 'this step does nothing',
      params: {
        suggestion: 'Add one of action, manual, checklist, procedure, decision, template and items.',
      },
      ...besideOtherFaults('action', 'manual', 'checklist', 'procedure', 'decision', 'template', 'items'),
    },
  );

/** Ordered steps, each unlocked by the one before. Serves kinds `procedure`, `procedure-step` and `recovery-step`. */
export const procedure = z.strictObject({
  ...entryFields,
  purpose: z.enum(['emergency', 'recovery', 'incident', 'maintenance', 'operation']),
  severity: z
    .strictObject({ level: slug, label: z.string().max(30).optional(), source: sourceLines })
    .optional()
    .meta({ description: 'Severity of the incident that it opens, with the label of the source.' }),
  respondWithin: z
    .strictObject({ time: duration, source: sourceLines, assumed: z.literal(true).optional() })
    .optional(),
  escalation: slug.optional().meta({ description: 'Chain of its own; wins over the default one.' }),
  signs: z.array(slug).optional().meta({ description: 'Monitors whose critical band opens it.' }),
  contacts: z.array(slug).optional(),
  troubleshooting: z.array(slug).optional(),
  steps: z.array(step).min(1),
});
