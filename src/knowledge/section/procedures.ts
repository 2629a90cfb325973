import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import { durationWords } from '../../runbook/plan/duration-words.ts';
import { fieldsOf, itemIn, type Line } from '../told.ts';
import type { Section } from './section.ts';

type Procedure = WrittenRunbook['procedures'][string];

export const procedures: Section<Procedure> = {
  noun: 'procedure',
  title: 'Procedures',
  tell: ({ purpose, severity, respondWithin, contacts = [], escalation, steps, ...more }) => ({
    brief: `${steps.length} steps, ${purpose}`,
    fields: fieldsOf({
      Severity: severity?.label ?? severity?.level,
      'Begin within': respondWithin && durationWords(respondWithin.time),
    }),
    lines: steps.flatMap(stepLines),
    actions: steps.flatMap(({ action, items = [] }) => [action, ...items.map((item) => item.action)]),
    items: [
      ...contacts.map((id) => itemIn('contacts', id)),
      itemIn('escalations', escalation),
      ...(more.troubleshooting ?? []).map((id) => itemIn('troubleshooting', id)),
      ...steps.flatMap(({ checklist, procedure, decision, template }) => [
        itemIn('checklists', checklist),
        itemIn('procedures', procedure),
        itemIn('decisions', decision),
        itemIn('templates', template),
      ]),
    ],
  }),
};

function stepLines(step: Procedure['steps'][number], index: number): readonly Line[] {
  const { title, manual, source, items = [] } = step;
  const said = manual === undefined || manual === title ? title : `${title}: ${manual}`;
  const bounds = boundsOf(step);
  return [
    { text: `${index + 1}. ${said}${bounds.length === 0 ? '' : ` (${bounds.join('; ')})`}`, source },
    ...items.map((item) => ({ text: `${index + 1}. ${item.title}`, source: item.source })),
  ];
}

/** What a step is bound to, before anybody begins with it. */
function boundsOf({ timeBox, onlyIf, twoPeople }: Procedure['steps'][number]): readonly string[] {
  return [
    ...(timeBox?.to === undefined ? [] : [`until ${durationWords(timeBox.to)} after the start`]),
    ...(onlyIf === undefined
      ? []
      : [onlyIf.asked === undefined ? `only if ${onlyIf.step} is ${onlyIf.is}` : `only if: ${onlyIf.asked}`]),
    ...(twoPeople ? ['a second person confirms'] : []),
  ];
}
