import * as z from 'zod';
import { writtenPolicy } from '../../../approval/policy.ts';
import { writtenBreakGlass } from '../../../approval/review/policy.ts';
import type { StepKinds } from '../../steps/step.ts';
import { actionSchema } from './action.ts';
import { alertRule } from './alert-rule.ts';
import { backup } from './backup.ts';
import { changelog } from './changelog.ts';
import { channel } from './channel.ts';
import { checklist } from './checklist.ts';
import { contact } from './contact.ts';
import { decision } from './decision.ts';
import { fieldName, pathName, sentence, slug, title } from './entry.ts';
import { escalation } from './escalation.ts';
import { fact } from './fact.ts';
import { leftOut } from './left-out.ts';
import { limit } from './limit.ts';
import { messageTemplate } from './message-template.ts';
import { metric } from './metric.ts';
import { monitor } from './monitor.ts';
import { procedure } from './procedure.ts';
import { route } from './route.ts';
import { schedule } from './schedule.ts';
import { setting } from './setting.ts';
import { severity } from './severity.ts';
import { slot } from './slot.ts';
import { troubleshooting } from './troubleshooting.ts';
import { variable } from './variable.ts';

const named = <T extends z.ZodType>(item: T) => z.record(slug, item).default({});

const made = new WeakMap<StepKinds, ReturnType<typeof makeSchema>>();

/** A whole runbook after its files were merged; one for all runbooks of the same kinds, because it is large. */
export function runbookSchema(kinds: StepKinds): ReturnType<typeof makeSchema> {
  const schema = made.get(kinds) ?? makeSchema(kinds);
  made.set(kinds, schema);
  return schema;
}

/** Adding a construct is adding a file here and one line below. */
function makeSchema(kinds: StepKinds) {
  return z.strictObject({
    runbook: slug.meta({ description: 'Name of the system; the same in each file of the folder.' }),
    title,
    description: sentence.optional(),
    source: z
      .string()
      .max(200)
      .optional()
      .meta({ description: 'Document that the items cite. Without one, nothing cites lines.' }),
    vars: z.record(fieldName, variable).default({}),
    policies: named(writtenPolicy),
    breakGlass: named(writtenBreakGlass),
    slots: named(slot),
    actions: z.record(pathName, actionSchema(kinds)).default({}),
    procedures: named(procedure),
    decisions: named(decision),
    checklists: named(checklist),
    schedules: named(schedule),
    metrics: named(metric),
    monitors: named(monitor),
    limits: named(limit),
    alerts: named(alertRule),
    routes: named(route),
    severities: named(severity),
    escalations: named(escalation),
    contacts: named(contact),
    channels: named(channel),
    templates: named(messageTemplate),
    troubleshooting: named(troubleshooting),
    settings: named(setting),
    backups: named(backup),
    facts: named(fact),
    changelog: changelog.optional(),
    leftOut: named(leftOut),
  });
}

export type WrittenRunbook = z.output<ReturnType<typeof runbookSchema>>;

/** Keys whose values are maps of named items, i.e. what several files may each hold a part of. */
export const COLLECTIONS: readonly string[] = [
  'vars',
  'policies',
  'breakGlass',
  'slots',
  'actions',
  'procedures',
  'decisions',
  'checklists',
  'schedules',
  'metrics',
  'monitors',
  'limits',
  'alerts',
  'routes',
  'severities',
  'escalations',
  'contacts',
  'channels',
  'templates',
  'troubleshooting',
  'settings',
  'backups',
  'facts',
  'leftOut',
];
