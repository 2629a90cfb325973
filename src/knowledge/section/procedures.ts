import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { durationWords } from '../../runbook/plan/duration-words.ts';
import { ASSUMED, fieldsOf, itemIn, type Line, lineWith, orList } from '../told.ts';
import { titleIn } from './measured.ts';
import type { Beside, Section } from './section.ts';

type Procedure = WrittenRunbook['procedures'][string];
type Step = Procedure['steps'][number];

export const procedures: Section<Procedure> = {
  noun: 'procedure',
  title: 'Procedures',
  tell: (procedure, beside) => ({
    brief: `${procedure.steps.length} steps, ${procedure.purpose}`,
    fields: fieldsOf({
      Severity: severityWords(procedure.severity),
      'Begin within': respondWords(procedure.respondWithin),
      'Opened by': orList(
        procedure.signs?.map((sign) => `${titleIn(beside.monitors, sign)}, where that is critical`),
      ),
    }),
    lines: procedure.steps.flatMap((step, index) => stepLines(step, index, beside)),
    actions: procedure.steps.flatMap(({ action, items = [] }) => [
      action,
      ...items.map((item) => item.action),
    ]),
    items: itemsOf(procedure),
  }),
};

function itemsOf({
  contacts = [],
  escalation,
  troubleshooting = [],
  signs = [],
  severity,
  steps,
}: Procedure) {
  return [
    ...contacts.map((id) => itemIn('contacts', id)),
    itemIn('escalations', escalation),
    ...troubleshooting.map((id) => itemIn('troubleshooting', id)),
    ...signs.map((id) => itemIn('monitors', id)),
    itemIn('severities', severity?.level),
    ...steps.flatMap(({ checklist, procedure, decision, template }) => [
      itemIn('checklists', checklist),
      itemIn('procedures', procedure),
      itemIn('decisions', decision),
      itemIn('templates', template),
    ]),
  ];
}

function severityWords(severity: Procedure['severity']): string | undefined {
  return severity && cited(severity.label ?? severity.level, severity.source);
}

function respondWords(respond: Procedure['respondWithin']): string | undefined {
  if (respond === undefined) return undefined;
  const time = durationWords(respond.time);
  return cited(respond.assumed ? `${time} (${ASSUMED})` : time, respond.source);
}

function cited(text: string, source: string | undefined): string {
  return source === undefined ? text : `${text} [${source}]`;
}

function stepLines(step: Step, index: number, beside: Beside): readonly Line[] {
  const { title, manual, description, items = [] } = step;
  const more = [manual, description].filter((text) => text !== undefined && text !== title);
  const said = [title, ...more].join(': ');
  return [
    lineWith(step, `${index + 1}. ${said}`, boundsOf(step, beside)),
    ...items.map((item) => lineWith(item, `${index + 1}. ${item.title}`, doing(item.action, beside))),
  ];
}

/** What a step does, and what it is bound to, before anybody begins with it. */
function boundsOf(step: Step, beside: Beside): readonly string[] {
  const { action, timeBox, dueAfterResolution, of, evidence, twoPeople, skippable } = step;
  return [
    ...doing(action, beside),
    ...(timeBox === undefined ? [] : timeWords(timeBox)),
    ...(dueAfterResolution === undefined
      ? []
      : [`due ${durationWords(dueAfterResolution)} after it was resolved`]),
    ...conditionWords(step.onlyIf),
    ...(of === undefined ? [] : [`by ${of.join(' or ')}`]),
    ...(evidence === undefined ? [] : [`evidence ${evidence}`]),
    ...(twoPeople ? ['a second person confirms'] : []),
    ...(skippable ? ['may be skipped, with a reason'] : []),
  ];
}

function doing(action: string | undefined, { actions }: Beside): readonly string[] {
  return action === undefined ? [] : [`does: ${titleIn(actions, action)}`];
}

function timeWords({ from, to, nudgeEvery }: NonNullable<Step['timeBox']>): readonly string[] {
  return [
    ...(from === undefined || from === 0 ? [] : [`from ${durationWords(from)} after the start`]),
    ...(to === undefined ? [] : [`until ${durationWords(to)} after the start`]),
    ...(nudgeEvery === undefined ? [] : [`reminded of every ${durationWords(nudgeEvery)}`]),
  ];
}

function conditionWords(onlyIf: Step['onlyIf']): readonly string[] {
  if (onlyIf === undefined) return [];
  const { step, is, asked, of } = onlyIf;
  if (asked === undefined) return [`only if ${step} is ${is}`];
  return [`only if: ${asked}${of === undefined ? '' : ` (${of.join(' or ')} says so)`}`];
}
