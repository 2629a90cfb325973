import type { Config } from '../../config/config.ts';
import type { Runbook } from '../../runbook/definition/runbook.ts';
import { suggestName } from '../../written/nearest.ts';
import { type Check, type Diagnosis, orOk, problem, warning } from '../check.ts';

/** The settings of each system fit its runbook: names agree, and every variable has a value. */
export function systemsCheck(systems: Config['systems'], load: () => Promise<readonly Runbook[]>): Check {
  return {
    id: 'systems',
    async run() {
      const runbooks = await load();
      const ids = runbooks.map((runbook) => runbook.id);
      const strangers = Object.keys(systems).filter((name) => !ids.includes(name));
      return orOk(
        [
          ...strangers.map((name) =>
            warning(
              `There are settings for the system ${name}, but no valid runbook of that name.`,
              suggestName(name, ids),
            ),
          ),
          ...runbooks.flatMap((runbook) => checkVariables(runbook, systems[runbook.id]?.vars ?? {})),
        ],
        'The settings of every system fit its runbook.',
      );
    },
  };
}

function checkVariables(runbook: Runbook, vars: Readonly<Record<string, string>>): readonly Diagnosis[] {
  const declared = Object.entries(runbook.vars);
  const names = declared.map(([name]) => name);
  const unknown = Object.keys(vars).filter((name) => !names.includes(name));
  const missing = declared.filter(
    ([name, { default: value }]) => value === undefined && vars[name] === undefined,
  );
  return [
    ...unknown.map((name) =>
      problem(`The runbook ${runbook.id} declares no variable ${name}.`, suggestName(name, names)),
    ),
    ...missing.map(([name, { description }]) =>
      problem(
        `The variable ${name} of ${runbook.id} has no value (${description.replace(/\.$/, '')}).`,
        `Set systems.${runbook.id}.vars.${name} in keyturn.yaml.`,
      ),
    ),
  ];
}
