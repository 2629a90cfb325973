import { expect, it } from 'vitest';
import { loadOptions } from '../../../src/app/registry.ts';
import { type ConfigInput, parseConfig } from '../../../src/config/parse.ts';

function optionsOf(input: Pick<ConfigInput, 'file' | 'text'>) {
  const result = parseConfig({ env: {}, cwd: '/x', ...input });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return loadOptions(result.config);
}

it('finds a role that the settings do not name', () => {
  expect(optionsOf({ file: '/x/keyturn.yaml', text: 'roles: { sre: { members: [] } }' }).roles).toEqual([
    'sre',
  ]);
  expect(optionsOf({ file: '/x/keyturn.yaml', text: '' }).roles).toEqual([]);
});

it('takes every role where there are no settings at all, so that runbooks can be looked at before anything else', () => {
  expect(optionsOf({ file: null, text: '' }).roles).toBeUndefined();
});
