import { describe, expect, it } from 'vitest';
import { beginWith } from '../../../../src/cli/demo/begin.ts';
import { loadRunbooks } from '../../../../src/runbook/definition/load.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';

const { runbooks } = loadRunbooks('runbooks', stepKinds);

describe('what the demo says to begin with', () => {
  it('is a command that the system has, which only looks and asks for nothing', () => {
    expect(runbooks.length).toBeGreaterThan(4);
    for (const runbook of runbooks) {
      const shortcut = beginWith(runbook).split(' ').at(-1);
      const action = Object.values(runbook.actions).find((one) => one.shortcut === shortcut);
      expect(action, beginWith(runbook)).toMatchObject({ risk: 'read', params: {} });
    }
  });

  it('is the health of the system where it has such a command', () => {
    expect(runbooks.filter(({ id }) => id === 'twist').map(beginWith)).toEqual(['/twist health']);
  });

  it('is the help where it has no command of its own', () => {
    expect(beginWith({ id: 'mill', actions: {} })).toBe('/ops help');
  });
});
