import type { Runbook } from '../../runbook/definition/runbook.ts';
import { actionWork, itemOf } from './parts.ts';
import type { Item } from './sheet.ts';

type Written = Runbook['troubleshooting'][string];

/** What to try where something is wrong. Whoever has found it stops there. */
export function symptomItems(runbook: Runbook, { tries }: Written): readonly Item[] {
  return tries.map((one, index) =>
    itemOf(one, {
      id: `try-${index + 1}`,
      work:
        one.action === undefined
          ? { by: 'person', question: one.title }
          : actionWork(runbook, one.action, false),
      skippable: true,
    }),
  );
}
