import type { Finding } from '../../../written/problem.ts';
import type { Check } from './check.ts';

/** Discord takes so many subcommands of one command, and drops the others without a word. */
const MOST = 25;

/** A shortcut means one action, and every platform takes it. */
export const checkShortcuts: Check = (runbook) => {
  const owners = new Map<string, string>();
  return Object.values(runbook.actions).flatMap((action): readonly Finding[] => {
    if (action.shortcut === undefined) return [];
    const owner = owners.get(action.shortcut);
    owners.set(action.shortcut, owner ?? action.id);
    if (owner === undefined && owners.size <= MOST) return [];
    if (owner === undefined) {
      const message = `'${action.shortcut}' is shortcut ${owners.size} of this runbook, and Discord takes ${MOST}.`;
      const suggestion = 'Keep the shortcuts of what people type most; everything else is `/ops run`.';
      return [{ path: ['actions', action.id, 'shortcut'], message, suggestion }];
    }
    const message = `The shortcut '${action.shortcut}' already means '${owner}'.`;
    return [{ path: ['actions', action.id, 'shortcut'], message, suggestion: 'Choose another word.' }];
  });
};
