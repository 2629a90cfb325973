import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { loadRunbooks } from '../../../../src/runbook/definition/load.ts';
import { mergeFiles } from '../../../../src/runbook/definition/merge.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import { parseYamlFile } from '../../../../src/written/yaml-file.ts';
import { folderWith, problemsOf, write } from './folder.ts';

// A whole file is parsed and checked in each run, so there are fewer of them than of the cheap properties.
const RUNS = Math.ceil(Number(process.env.KEYTURN_PROPERTY_RUNS ?? 1_500) / 10);
const BREAKER = readFileSync(new URL('../../../../runbooks/twist/breaker.yaml', import.meta.url), 'utf8')
  .replace('runbook: twist', 'runbook: twist\ntitle: T\nsource: t.txt')
  .replaceAll('approval: one-sre', 'approval: { groups: [{ of: [sre], quorum: 1 }] }');

it('answers any damage to a file with problems that stand inside it', () => {
  const folder = folderWith({});
  const damage = fc.record({
    at: fc.nat(BREAKER.length),
    cut: fc.nat(60),
    insert: fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom('{', ']', ': ', '- ', '\n', '\t', '{{', '"', '&a ', '*a', '!!js '),
    ),
  });
  fc.assert(
    fc.property(damage, ({ at, cut, insert }) => {
      const text = BREAKER.slice(0, at) + insert + BREAKER.slice(at + cut);
      write(folder, 'twist/a.yaml', text);
      const lines = text.split('\n').length;
      const { runbooks, problems } = loadRunbooks(folder, stepKinds);
      expect(runbooks.length === 1 || problems.length > 0).toBe(true);
      for (const problem of problems) {
        expect(problem.line).toBeGreaterThanOrEqual(1);
        expect(problem.line).toBeLessThanOrEqual(lines);
        expect(problem.column).toBeGreaterThanOrEqual(1);
        expect(problem.message).not.toBe('');
      }
    }),
    { numRuns: RUNS },
  );
});

it('does not let a key change what objects are', () => {
  const text = 'runbook: demo\n__proto__: { polluted: true }\nactions: { __proto__: { polluted: true } }\n';
  mergeFiles([parseYamlFile('a.yaml', text), parseYamlFile('b.yaml', text)]);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  expect(problemsOf(text).length).toBeGreaterThan(0);
});

const MANUAL = readFileSync(new URL('../../../../docs/writing-a-runbook.md', import.meta.url), 'utf8');
const EXAMPLES = [...MANUAL.matchAll(/```yaml\n(runbook: (\w+)\n[\s\S]*?)```/g)];

it.each(EXAMPLES.map(([, text = '', name = '']) => [name, text]))(
  'accepts the example %s of the manual',
  (name, text) => {
    const files = { [`${name}/a.yaml`]: text };
    expect(loadRunbooks(folderWith(files), stepKinds, { roles: ['sre'] }).problems).toEqual([]);
  },
);

it('finds each way of asking people in an example of the manual', () => {
  const steps = EXAMPLES.flatMap(([, text = '', name]) =>
    Object.values(
      loadRunbooks(folderWith({ [`${name}/a.yaml`]: text }), stepKinds).runbooks[0]?.actions ?? {},
    ),
  ).flatMap((action) => action.steps.map(({ kind }) => kind));
  expect(steps).toEqual(expect.arrayContaining(['ask', 'confirm', 'branch', 'wait', 'notify']));
});
