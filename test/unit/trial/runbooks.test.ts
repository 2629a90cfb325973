import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, it } from 'vitest';
import { testReport } from '../../../src/cli/test.ts';
import { projectRoot } from '../../../src/files/project-root.ts';
import { textOf } from '../../../src/trial/report.ts';

const DEMO = join(projectRoot, 'examples', 'demo');
/** Fewer would say little of what goes wrong. */
const TESTS = 4;

it('the tests of every runbook of the demo pass', { timeout: 600_000 }, async () => {
  const secrets = parseEnv(readFileSync(join(DEMO, 'secrets.env'), 'utf8'));
  const report = await testReport(undefined, { ...secrets, KEYTURN_CONFIG: join(DEMO, 'keyturn.yaml') });
  const failed = {
    tests: report.tests.filter(({ problems }) => problems.length > 0),
    problems: report.problems,
    untested: [],
  };
  expect(failed.tests.length + failed.problems.length, textOf(failed)).toBe(0);
  const counts = Map.groupBy(report.tests, ({ runbook }) => runbook);
  expect(counts.size).toBeGreaterThan(0);
  for (const [runbook, tests] of counts) expect(tests.length, runbook).toBeGreaterThanOrEqual(TESTS);
});
