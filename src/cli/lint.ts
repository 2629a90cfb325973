import { relative } from 'node:path';
import { loadOptions } from '../app/registry.ts';
import type { Environment } from '../config/environment.ts';
import { lintRunbooks } from '../runbook/definition/lint.ts';
import { stepKinds } from '../runbook/steps/kinds.ts';
import { settings } from './settings.ts';

/**
 * Checks runbooks as the program would load them: with the roles and policies of its settings, which name the folder, too.
 * @param given folder to check instead
 * @throws OpsError when the settings are not valid.
 */
export async function lint(given: string | undefined, env: Environment): Promise<void> {
  const config = await settings(env);
  const report = lintRunbooks(given ?? shown(config.runbooks), stepKinds, loadOptions(config));
  console.log(report.text);
  process.exitCode = report.exitCode;
}

/** As somebody in the current folder would write it. */
function shown(folder: string): string {
  const short = relative(process.cwd(), folder);
  return short === '' || short.startsWith('..') ? folder : short;
}
