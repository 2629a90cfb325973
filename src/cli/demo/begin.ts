import type { Runbook } from '../../runbook/definition/runbook.ts';

/** What is typed first in a system: a look at its health, or else the first of its own commands that only looks and asks for nothing. */
export function beginWith({ id, actions }: Pick<Runbook, 'id' | 'actions'>): string {
  const looks = Object.values(actions).flatMap(({ shortcut, risk, params }) =>
    shortcut !== undefined && risk === 'read' && Object.keys(params).length === 0 ? [shortcut] : [],
  );
  const first = looks.find((shortcut) => shortcut === 'health') ?? looks[0];
  return first === undefined ? '/ops help' : `/${id} ${first}`;
}
