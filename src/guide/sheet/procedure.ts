import { formatDuration } from '../../duration.ts';
import type { Runbook } from '../../runbook/definition/runbook.ts';
import { actionWork, guideNamed, itemOf, notesOf } from './parts.ts';
import type { Due, Item, Named, Work } from './sheet.ts';

type Written = Runbook['procedures'][string];
type Step = Written['steps'][number];

/** The steps of a procedure, each after the one before. A step that names several things to do has an item for each. */
export function procedureItems(runbook: Runbook, written: Written): readonly Item[] {
  const remedies = (written.troubleshooting ?? []).map((id) => guideNamed(runbook, 'troubleshooting', id));
  const items: Item[] = [];
  for (const step of written.steps) items.push(...itemsIn(runbook, step, items.length, remedies));
  return items;
}

function itemsIn(runbook: Runbook, step: Step, rank: number, remedies: readonly Named[]): readonly Item[] {
  const given = { of: step.of ?? [], skippable: step.skippable, remedies, due: dueOf(step) };
  const works = worksOf(runbook, step);
  const own = works.map((work, index) =>
    itemOf(
      { title: step.title, source: step.source },
      {
        ...given,
        id: index === 0 ? step.id : `${step.id}/${index + 1}`,
        work,
        rank: rank + index,
        evidence: step.evidence ?? 'none',
        twoPeople: step.twoPeople ?? false,
        notes: [...notesOf(step), ...timesOf(step)],
      },
    ),
  );
  // What a step lists may be done in any order.
  const listed = (step.items ?? []).map((one, index) =>
    itemOf(one, {
      ...given,
      id: own.length === 0 && index === 0 ? step.id : `${step.id}/${own.length + index + 1}`,
      work:
        one.action === undefined
          ? { by: 'person', question: one.title }
          : actionWork(runbook, one.action, false),
      section: step.title,
      rank: rank + own.length,
    }),
  );
  return [...own, ...listed];
}

function worksOf(runbook: Runbook, step: Step): readonly Work[] {
  const { action, manual, template, checklist, procedure, decision } = step;
  const nested = (guide: Named): Work => ({ by: 'guide', guide });
  return [
    ...(action === undefined ? [] : [actionWork(runbook, action, false)]),
    ...(manual === undefined ? [] : [{ by: 'person', question: manual } as const]),
    ...(template === undefined ? [] : [messageWork(runbook, template)]),
    ...(checklist === undefined ? [] : [nested(guideNamed(runbook, 'checklists', checklist))]),
    ...(procedure === undefined ? [] : [nested(guideNamed(runbook, 'procedures', procedure))]),
    ...(decision === undefined ? [] : [nested(guideNamed(runbook, 'decisions', decision))]),
  ];
}

function messageWork(runbook: Runbook, template: string): Work {
  const title = runbook.templates[template]?.title ?? template;
  return { by: 'person', question: `Send the message "${title}" of the runbook, and say that it was sent.` };
}

function dueOf({ onlyIf }: Step): Due | null {
  if (onlyIf === undefined) return null;
  const { asked, of = [], step = '', is = '' } = onlyIf;
  return asked === undefined ? { item: step, is } : { asked, of };
}

function timesOf({ timeBox, dueAfterResolution }: Step): readonly string[] {
  const { from, to } = timeBox ?? {};
  return [
    ...(from === undefined && to === undefined ? [] : [`Time: ${lengthsOf(from, to)}.`]),
    ...(dueAfterResolution === undefined
      ? []
      : [`Due ${formatDuration(dueAfterResolution)} after the resolution.`]),
  ];
}

function lengthsOf(...lengths: readonly (number | undefined)[]): string {
  return lengths.flatMap((ms) => (ms === undefined ? [] : [formatDuration(ms)])).join(' to ');
}
