import type { Finding } from '../../../written/problem.ts';
import type { Check } from './check.ts';

/** A shortcut means one action. */
export const checkShortcuts: Check = (runbook) => {
  const owners = new Map<string, string>();
  return Object.values(runbook.actions).flatMap((action): readonly Finding[] => {
    if (action.shortcut === undefined) return [];
    const owner = owners.get(action.shortcut);
    owners.set(action.shortcut, owner ?? action.id);
    if (owner === undefined) return [];
    const message = `The shortcut '${action.shortcut}' already means '${owner}'.`;
    return [{ path: ['actions', action.id, 'shortcut'], message, suggestion: 'Choose another word.' }];
  });
};
