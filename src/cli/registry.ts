import { loadOptions } from '../app/registry.ts';
import type { Config } from '../config/config.ts';
import { formatProblem } from '../runbook/definition/lint.ts';
import { createRegistry, type Registry } from '../runbook/definition/registry.ts';
import { stepKinds } from '../runbook/steps/kinds.ts';

/** The runbooks of the settings, for a command that only reads them; what is wrong with one is printed. */
export function readRegistry(config: Config): Registry {
  return createRegistry({
    folder: config.runbooks,
    kinds: stepKinds,
    options: () => loadOptions(config),
    onProblem(problems) {
      for (const problem of problems) console.error(formatProblem(problem));
    },
    onReload: () => {},
  });
}
