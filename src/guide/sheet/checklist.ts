import type { Runbook } from '../../runbook/definition/runbook.ts';
import { actionNamed, actionWork, guideNamed, itemOf } from './parts.ts';
import type { Item, Work } from './sheet.ts';

type Written = Runbook['checklists'][string];
type WrittenItem = Written['items'][number];

/** The items of a checklist and of those that are worked off with it, in any order. */
export function checklistItems(runbook: Runbook, id: string): readonly Item[] {
  return wholeList(runbook, id, new Set()).flatMap(([list, written]) =>
    written.items.map((item) =>
      itemIn(runbook, item, list === id ? undefined : { list, title: written.title }),
    ),
  );
}

/** Each list once, whoever includes whom. */
function wholeList(runbook: Runbook, id: string, seen: Set<string>): readonly (readonly [string, Written])[] {
  const written = runbook.checklists[id];
  if (written === undefined || seen.has(id)) return [];
  seen.add(id);
  return [[id, written], ...(written.includes ?? []).flatMap((other) => wholeList(runbook, other, seen))];
}

const RARER = {
  weekly: 'once a week',
  monthly: 'once a month',
  quarterly: 'once a quarter',
  yearly: 'once a year',
};

function itemIn(
  runbook: Runbook,
  written: WrittenItem,
  included: { readonly list: string; readonly title: string } | undefined,
): Item {
  const { action, check, confirm, due, shows = [], procedure } = written;
  const item = itemOf(written, {
    id: included === undefined ? written.id : `${included.list}/${written.id}`,
    work: workOf(runbook, action, check, confirm),
    section: [included?.title, written.section].filter(Boolean).join(': '),
    shows: shows.map((one) => actionNamed(runbook, one)),
    evidence: written.evidence ?? 'none',
    // Whoever knows that it was done this month says so, instead of doing it again.
    skippable: due !== undefined,
    remedies: procedure === undefined ? [] : [guideNamed(runbook, 'procedures', procedure)],
  });
  return due === undefined
    ? item
    : { ...item, notes: [...item.notes, `Due ${RARER[due]}; skip it otherwise.`] };
}

function workOf(
  runbook: Runbook,
  action: string | undefined,
  check: string | undefined,
  confirm: string | undefined,
): Work {
  return action === undefined
    ? { by: 'person', question: confirm ?? '' }
    : actionWork(runbook, action, true, check);
}
