import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { writtenPolicy } from '../../../src/approval/policy.ts';
import { parseConfig } from '../../../src/config/parse.ts';
import { FAMILIES, VARIABLE_NAMES } from '../../../src/config/schema/environment.ts';
import { fileSchema } from '../../../src/config/schema/file.ts';

const text = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');

describe('docs/configuration.md', () => {
  it('names every variable and every section', () => {
    const prefixes = Object.values(FAMILIES).map((family) => `${family.prefix}<`);
    const sections = Object.keys(fileSchema().shape).map((section) => `${section}:`);
    for (const word of [...VARIABLE_NAMES, ...prefixes, ...sections]) expect(text).toContain(word);
  });

  it('shows only settings that are valid together', () => {
    const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
    const whole = examples.filter((example) => !example.includes('T0MAIN000')).join('\n');
    const result = parseConfig({
      text: whole,
      env: {},
      file: '/x/keyturn.yaml',
      cwd: '/x',
      policy: writtenPolicy,
    });
    expect(result.ok ? [] : result.problems).toEqual([]);
    const several = examples.find((example) => example.includes('T0MAIN000')) ?? '';
    expect(parseConfig({ text: several, env: {}, file: '/x/keyturn.yaml', cwd: '/x' }).ok).toBe(true);
  });
});
