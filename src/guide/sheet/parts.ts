import { isRequired } from '../../runbook/definition/construct/param.ts';
import { actionRef, type Runbook } from '../../runbook/definition/runbook.ts';
import type { Guided, Item, Named, Work } from './sheet.ts';

/** What a definition and its items have in common. */
interface Written {
  readonly title: string;
  readonly description?: string | undefined;
  readonly source?: string | undefined;
  readonly assumed?: true | undefined;
  readonly notes?: readonly string[] | undefined;
}

/** `shop:checklists/morning`. */
export function guideRef(system: string, kind: Guided, id: string): string {
  return `${system}:${kind}/${id}`;
}

export function guideNamed(runbook: Runbook, kind: Guided, id: string): Named {
  return { ref: guideRef(runbook.id, kind, id), title: runbook[kind][id]?.title ?? id };
}

export function actionNamed(runbook: Runbook, id: string): Named {
  return { ref: actionRef(runbook.id, id), title: runbook.actions[id]?.title ?? id };
}

/** @param judged whether it has to come to something good */
export function actionWork(runbook: Runbook, id: string, judged: boolean, check?: string): Work {
  const action = runbook.actions[id];
  const needsNothing = !Object.values(action?.params ?? {}).some(isRequired);
  return {
    by: 'action',
    action: actionNamed(runbook, id),
    check: check ?? null,
    automatic: action?.risk === 'read' && needsNothing,
    judged,
  };
}

/** An item of which nothing is said but what decides it. */
export function itemOf(
  written: Pick<Written, 'title' | 'source' | 'assumed' | 'notes' | 'description'>,
  given: Pick<Item, 'id' | 'work'> & Partial<Item>,
): Item {
  return {
    title: written.title,
    source: written.source ?? '',
    section: '',
    rank: 0,
    due: null,
    shows: [],
    evidence: 'none',
    twoPeople: false,
    of: [],
    skippable: false,
    remedies: [],
    notes: notesOf(written),
    ...given,
  };
}

export function notesOf({ description, notes = [], assumed }: Written): readonly string[] {
  return [
    ...(description === undefined ? [] : [description]),
    ...notes,
    ...(assumed ? ['The document does not say this: it is assumed.'] : []),
  ];
}
