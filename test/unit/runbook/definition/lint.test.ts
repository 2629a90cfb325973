import { describe, expect, it } from 'vitest';
import { lintRunbooks } from '../../../../src/runbook/definition/lint.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { demo, folderWith } from './folder.ts';

const ACT = '  act: { title: Act, source: L1, risk: read, steps: [{ shell: { run: [ls] }, effect: pure }] }';

describe('lint', () => {
  it('lists problems as file:line:column: message and ends with 1', () => {
    const folder = folderWith({ 'demo/a.yaml': demo(ACT.replace('read', 'reed')) });
    const { text, exitCode } = lintRunbooks(folder, stepKinds);
    expect(exitCode).toBe(1);
    expect(text).toMatch(/demo\/a\.yaml:6:40: 'risk' is "reed"\. Did you mean 'read'\?/);
    expect(text).toContain('1 problem in');
  });

  it('says what is valid and ends with 0', () => {
    const { text, exitCode } = lintRunbooks(folderWith({ 'demo/a.yaml': demo(ACT) }), stepKinds);
    expect(text).toMatch(/^demo: valid, 1 action, definition [0-9a-f]{12}\.$/);
    expect(exitCode).toBe(0);
  });

  it('calls a folder without runbooks a mistake', () => {
    expect(lintRunbooks(folderWith({}), stepKinds)).toMatchObject({ exitCode: 1 });
  });
});
