import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { knownSecrets, openEffects, secretsOf } from '../app/effects.ts';
import { runbookSettings } from '../app/runbook-settings.ts';
import { systemClock } from '../clock.ts';
import type { Config } from '../config/config.ts';
import type { Environment } from '../config/environment.ts';
import { OpsError } from '../errors.ts';
import { createLog } from '../log.ts';
import { createRedactor } from '../redaction/redactor.ts';
import type { Runbook } from '../runbook/definition/runbook.ts';
import { stepKinds } from '../runbook/steps/kinds.ts';
import { type ReusedDatabase, reusedDatabase } from '../store/reused.ts';
import { isPassed, jsonOf, type TestReport, textOf } from '../trial/report.ts';
import { runTests } from '../trial/run-tests.ts';
import { readRegistry } from './registry.ts';
import { settings } from './settings.ts';

/**
 * Runs the tests of a runbook, or of every runbook of the settings, and prints what did not come true. Nothing outside is touched but
 * by tests that ask for it (`plant`) where that is let, and nothing of this installation's state: the home of the settings is a folder of the tests.
 * Ends with exit code 1 where a test failed, or there is none.
 * @param given folder of one runbook
 * @throws OpsError when the settings or the runbook are not valid.
 */
export async function test(
  given: string | undefined,
  { json = false, plant = false }: { readonly json?: boolean; readonly plant?: boolean },
  env: Environment,
): Promise<void> {
  const report = await testReport(given, env, plant);
  console.log(json ? jsonOf(report) : textOf(report));
  process.exitCode = isPassed(report) ? 0 : 1;
}

/** The same without printing it. @param plants whether tests may really act where they ask for it */
export async function testReport(
  given: string | undefined,
  env: Environment,
  plants = false,
): Promise<TestReport> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-test-'));
  const home = join(folder, 'home');
  let database: ReusedDatabase | undefined;
  try {
    const written = await settings({ ...env, KEYTURN_HOME: home });
    const config = confined(
      given === undefined ? written : { ...written, runbooks: dirname(resolve(given)) },
    );
    const registry = readRegistry(config);
    database = await reusedDatabase();
    const ground = {
      registry,
      settings: runbookSettings(config),
      roles: config.roles.map(({ name }) => name),
      kinds: stepKinds,
      effects: openEffects(config),
      plants,
      secret: secretsOf(config),
      redactor: createRedactor(knownSecrets(config)),
      log: createLog('silent', [], process.stdout),
      open: database.open,
      clock: systemClock,
      home,
    };
    return await runTests(ground, chosen(registry.runbooks(), given));
  } finally {
    await database?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The settings with no folder to write to but those of the tests. */
function confined(config: Config): Config {
  const systems = Object.fromEntries(
    Object.entries(config.systems).map(([name, system]) => [
      name,
      {
        ...system,
        writable: system.writable.filter((folder) => `${folder}${sep}`.startsWith(`${config.home}${sep}`)),
      },
    ]),
  );
  return { ...config, systems };
}

function chosen(runbooks: readonly Runbook[], given: string | undefined): readonly Runbook[] {
  if (given === undefined) return runbooks;
  const found = runbooks.filter(({ id }) => id === basename(resolve(given)));
  if (found.length > 0) return found;
  throw new OpsError({
    code: 'test.runbook',
    what: `${given} was not tested.`,
    why: 'It is no folder of a valid runbook.',
    next: 'Name one such as runbooks/shop, and mend it until keyturn lint is content.',
  });
}
