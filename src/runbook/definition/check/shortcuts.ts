import type { Finding } from '../../../written/problem.ts';
import type { Runbook } from '../runbook.ts';
import type { Check } from './check.ts';

/** Discord takes so many subcommands of one command, and drops the others without a word. */
const MOST = 25;

/** Platforms take names of commands of so many characters. Of one that is longer Discord takes none of all commands. */
const LONGEST = 32;
/** The first word of the commands that are no runbook's. */
const OWN = 'ops';

/** A shortcut means one action, and every platform takes it. */
export const checkShortcuts: Check = (runbook) => [...ofRunbook(runbook), ...ofActions(runbook)];

/** Its name is the first word of its shortcuts. */
function ofRunbook({ id, actions }: Runbook): readonly Finding[] {
  const first = Object.values(actions).find(({ shortcut }) => shortcut !== undefined);
  if (first === undefined) return [];
  const path = ['actions', first.id, 'shortcut'];
  if (id === OWN) {
    const message = `A runbook called '${OWN}' has no shortcuts: /${OWN} is what every system shares.`;
    return [{ path, message, suggestion: 'Remove the shortcuts, or rename the runbook and its folder.' }];
  }
  if (id.length <= LONGEST) return [];
  const message = `The name of the runbook is the command before its shortcuts, and has ${id.length} characters; chat takes ${LONGEST}.`;
  return [{ path, message, suggestion: 'Remove the shortcuts, or rename the runbook and its folder.' }];
}

function ofActions(runbook: Runbook): readonly Finding[] {
  const owners = new Map<string, string>();
  return Object.values(runbook.actions).flatMap((action): readonly Finding[] => {
    if (action.shortcut === undefined) return [];
    if (action.internal) {
      const message = `'${action.id}' is a part of other actions, and nobody can ask for it by a shortcut.`;
      return [
        { path: ['actions', action.id, 'shortcut'], message, suggestion: 'Remove `shortcut` or `internal`.' },
      ];
    }
    if (action.shortcut.length > LONGEST) {
      const message = `The shortcut has ${action.shortcut.length} characters; chat takes ${LONGEST}.`;
      return [{ path: ['actions', action.id, 'shortcut'], message, suggestion: 'Shorten it.' }];
    }
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
}
