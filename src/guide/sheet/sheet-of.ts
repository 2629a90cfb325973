import { formatDuration } from '../../duration.ts';
import type { Runbook } from '../../runbook/definition/runbook.ts';
import { checklistItems } from './checklist.ts';
import { decisionItems } from './decision.ts';
import { guideRef, notesOf } from './parts.ts';
import { procedureItems } from './procedure.ts';
import { GUIDED, type Guided, type Item, type Sheet } from './sheet.ts';
import { symptomItems } from './symptom.ts';

/** What one can work through, in the order of the runbooks. */
export interface Startable {
  readonly ref: string;
  readonly system: string;
  readonly systemTitle: string;
  readonly kind: Guided;
  readonly title: string;
  /** More words that it is found by. */
  readonly words: string;
}

export function startablesIn(runbook: Runbook): readonly Startable[] {
  return GUIDED.flatMap((kind) =>
    Object.keys(runbook[kind]).map((id) => ({
      ref: guideRef(runbook.id, kind, id),
      system: runbook.id,
      systemTitle: runbook.title,
      kind,
      title: runbook[kind][id]?.title ?? id,
      words: aboutOf(runbook, kind, id).join('\n'),
    })),
  );
}

/** The sheet of `shop:checklists/morning`; undefined where the runbooks have none. */
export function sheetOf(runbooks: readonly Runbook[], ref: string): Sheet | undefined {
  const [, system = '', kind = '', id = ''] = /^([^:]+):([a-z]+)\/(.+)$/.exec(ref) ?? [];
  const runbook = runbooks.find((one) => one.id === system);
  if (runbook === undefined || !isGuided(kind) || !Object.hasOwn(runbook[kind], id)) return undefined;
  const written = runbook[kind][id];
  if (written === undefined) return undefined;
  return {
    ...{ ref, system, kind, title: written.title, version: runbook.digest, source: written.source ?? '' },
    about: aboutOf(runbook, kind, id),
    items: itemsOf(runbook, kind, id),
  };
}

function isGuided(kind: string): kind is Guided {
  return (GUIDED as readonly string[]).includes(kind);
}

function itemsOf(runbook: Runbook, kind: Guided, id: string): readonly Item[] {
  switch (kind) {
    case 'checklists':
      return checklistItems(runbook, id);
    case 'procedures':
      return procedureItems(runbook, runbook.procedures[id] as Runbook['procedures'][string]);
    case 'decisions':
      return decisionItems(runbook, id);
    case 'troubleshooting':
      return symptomItems(runbook, runbook.troubleshooting[id] as Runbook['troubleshooting'][string]);
  }
}

function aboutOf(runbook: Runbook, kind: Guided, id: string): readonly string[] {
  const written = runbook[kind][id];
  if (written === undefined) return [];
  const own = notesOf(written);
  if (kind === 'procedures') {
    const { respondWithin } = runbook.procedures[id] ?? {};
    return respondWithin === undefined
      ? own
      : [...own, `To be looked at within ${formatDuration(respondWithin.time)}.`];
  }
  if (kind !== 'troubleshooting') return own;
  const { symptoms = [], causes = [] } = runbook.troubleshooting[id] ?? {};
  return [
    ...own,
    `What people see: ${symptoms.join('; ')}.`,
    ...(causes.length === 0 ? [] : [`What may be behind it, the likeliest first: ${causes.join('; ')}.`]),
  ];
}
