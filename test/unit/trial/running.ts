import { join } from 'node:path';
import pino from 'pino';
import { afterAll } from 'vitest';
import { openEffects } from '../../../src/app/effects.ts';
import { systemClock } from '../../../src/clock.ts';
import { createRedactor } from '../../../src/redaction/redactor.ts';
import { createRegistry } from '../../../src/runbook/definition/registry.ts';
import { stepKinds } from '../../../src/runbook/steps/kinds.ts';
import { reusedDatabase } from '../../../src/store/reused.ts';
import { type TestReport, textOf } from '../../../src/trial/report.ts';
import { runTests } from '../../../src/trial/run-tests.ts';
import { folderWith } from '../runbook/definition/folder.ts';

const database = await reusedDatabase();
afterAll(() => database.close());

const POLICIES = `
policies:
  one-sre: { groups: [{ of: [sre], quorum: 1 }], expires: 1h }
  slow: { groups: [{ of: [sre], quorum: 2 }], expires: 1h, timelock: 48h, grace: 1h, confirm: both, code: approvers }
`;

/** What becomes of the tests of a runbook `demo` with these actions, in the files given. */
export async function testsOf(
  actions: string,
  files: Readonly<Record<string, string>>,
  plants = true,
): Promise<TestReport> {
  const folder = folderWith({
    'runbooks/demo/runbook.yaml': `runbook: demo\ntitle: Demo\n${POLICIES}${actions}`,
    ...Object.fromEntries(
      Object.entries(files).map(([name, text]) => [`runbooks/demo/tests/${name}.yaml`, text]),
    ),
    'work/keep': '',
  });
  const home = join(folder, 'home');
  const system = { vars: { home }, workdir: join(folder, 'work'), writable: [home], env: { HERE: home } };
  const registry = createRegistry({
    folder: join(folder, 'runbooks'),
    kinds: stepKinds,
    onProblem(problems) {
      throw new Error(JSON.stringify(problems, null, 2));
    },
    onReload: () => {},
  });
  const systems = { demo: { ...system, origins: [], privateOrigins: [], databases: {} } } as never;
  const ground = {
    registry,
    settings: { environment: 'test', risks: {}, people: [], system: () => system },
    roles: ['sre', 'lead'],
    kinds: stepKinds,
    effects: openEffects({ systems }),
    plants,
    secret: (name: string) => `value of ${name}`,
    redactor: createRedactor([]),
    log: pino({ level: 'silent' }),
    open: database.open,
    clock: systemClock,
    home,
  };
  return runTests(ground, registry.runbooks());
}

/** The same for one test, as what is said of it: its problems without the folder, empty when it passed. */
export async function problemsOf(
  actions: string,
  test: string,
  before = '',
  plants = true,
): Promise<readonly string[]> {
  const indented = test.replaceAll('\n', '\n    ');
  const { tests, problems } = await testsOf(
    actions,
    { a: `${before}tests:\n  it:\n    ${indented}\n` },
    plants,
  );
  return [...problems, ...tests.flatMap((one) => one.problems)].map(({ line, column, message, suggestion }) =>
    `${line}:${column} ${message} ${suggestion}`.trim(),
  );
}

/** A report as text, without folders and times. */
export function shown(report: TestReport, folder: string): string {
  return textOf(report)
    .replaceAll(`${folder}/`, '')
    .replaceAll(/ \(\d+ ms\)/g, '');
}
