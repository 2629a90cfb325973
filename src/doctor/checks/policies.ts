import type { Runbook } from '../../runbook/definition/runbook.ts';
import { suggestName } from '../../written/nearest.ts';
import { type Check, orOk, warning } from '../check.ts';

/** Each policy of the settings replaces one of a runbook: a name that no runbook has does nothing. */
export function policiesCheck(names: readonly string[], load: () => Promise<readonly Runbook[]>): Check {
  return {
    id: 'policies',
    async run() {
      const known = [...new Set((await load()).flatMap((runbook) => Object.keys(runbook.policies)))];
      return orOk(
        names
          .filter((name) => !known.includes(name))
          .map((name) =>
            warning(`No runbook has a policy ${name}, which the settings replace.`, suggestName(name, known)),
          ),
        'Every policy of the settings replaces one of a runbook.',
      );
    },
  };
}
