import type { Finding } from '../../../written/problem.ts';
import { allStepsOf } from '../construct/sequence.ts';
import { type Check, textsIn } from './check.ts';

/** What steps run or read of the folder of their runbook is there, and lies in it. */
export const checkKept: Check = (runbook, { kinds }) =>
  Object.values(runbook.actions).flatMap((action) =>
    allStepsOf(action).flatMap(({ step: { kind, written }, list, index }) =>
      (kinds.get(kind)?.filesOf?.(written) ?? []).flatMap((path): readonly Finding[] => {
        const kept = runbook.kept[path];
        if (kept === undefined || !('why' in kept)) return [];
        const at = [...textsIn(written, [])].find(({ text, isKey }) => text === path && !isKey)?.path ?? [];
        const message = `${path} ${kept.why}.`;
        const suggestion = 'Put the file into the folder of the runbook, or correct its path there.';
        return [{ path: ['actions', action.id, list, index, kind, ...at], message, suggestion }];
      }),
    ),
  );
