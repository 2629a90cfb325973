import { resolve } from 'node:path';
import type { Runbook } from '../runbook/definition/runbook.ts';
import { type ReadFile, readTests } from './read.ts';
import type { Ended, TestReport } from './report.ts';
import { runTrial } from './trial.ts';
import type { Ground } from './world.ts';

/** Runs every test of some runbooks, one after the other. */
export async function runTests(ground: Ground, runbooks: readonly Runbook[]): Promise<TestReport> {
  const tests: Ended[] = [];
  const files = runbooks.map((runbook) => ({ runbook, files: readTests(runbook.folder) }));
  for (const { runbook, files: read } of files)
    for (const file of read) for await (const ended of testsOf(ground, runbook, file)) tests.push(ended);
  return {
    tests,
    problems: files.flatMap(({ files: read }) => read.flatMap(({ problems }) => problems)),
    untested: files.flatMap(({ runbook, files: read }) =>
      read.length === 0 ? [] : untestedOf(runbook, read),
    ),
  };
}

async function* testsOf(ground: Ground, { id, folder }: Runbook, file: ReadFile): AsyncGenerator<Ended> {
  const { tests: trials = {}, people = {} } = file.tests ?? {};
  for (const [name, trial] of Object.entries(trials)) {
    const startedAt = ground.clock.elapsed();
    const findings = await runTrial(ground, { runbook: id, folder: resolve(folder), people, trial });
    const place = (path: readonly PropertyKey[]) => ['tests', name, ...path];
    const { line, column } = file.locate({ path: place([]), message: '', suggestion: '', atKey: true });
    yield {
      ...{ file: file.file, line, column, runbook: id, name, action: trial.action },
      ms: ground.clock.elapsed() - startedAt,
      problems: findings.map((finding) => file.locate({ ...finding, path: place(finding.path) })),
    };
  }
}

function untestedOf({ id, actions }: Runbook, files: readonly ReadFile[]): readonly string[] {
  const run = new Set(
    files.flatMap(({ tests }) =>
      Object.values(tests?.tests ?? {}).flatMap(({ action, first }) => [
        action,
        ...first.map((one) => one.action),
      ]),
    ),
  );
  return Object.values(actions)
    .filter((action) => action.internal !== true && !run.has(action.id))
    .map((action) => `${id}:${action.id}`);
}
