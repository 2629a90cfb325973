import type { Problem } from '../../written/problem.ts';
import { type Check, counted, orOk, problem } from '../check.ts';

/** The definitions. @param load answers what is wrong with them, and how many there are. */
export function runbooksCheck(
  load: () => Promise<{ readonly count: number; readonly problems: readonly Problem[] }>,
): Check {
  return {
    id: 'runbooks',
    async run() {
      const { count, problems } = await load();
      if (count + problems.length === 0) {
        return [
          problem('There is no runbook.', 'Set `runbooks` in keyturn.yaml to the folder that holds them.'),
        ];
      }
      return orOk(
        problems.map(({ file, line, column, message, suggestion }) =>
          problem(`${file}:${line}:${column}: ${message}`, suggestion),
        ),
        `${counted(count, 'runbook is', 'runbooks are')} valid.`,
      );
    },
  };
}

/** A secret that a step refers to. */
export interface SecretUse {
  readonly name: string;
  /** e.g. `shop:index/rebuild`. */
  readonly action: string;
}

/** @param known names of secrets that are set. */
export function secretsCheck(uses: () => Promise<readonly SecretUse[]>, known: readonly string[]): Check {
  return {
    id: 'secrets',
    async run() {
      const missing = (await uses()).filter((use) => !known.includes(use.name));
      const byName = Map.groupBy(missing, (use) => use.name);
      return orOk(
        [...byName].map(([name, users]) =>
          problem(
            `The secret ${name} is not set; ${[...new Set(users.map((use) => use.action))].join(', ')} cannot run.`,
            `Set the environment variable KEYTURN_SECRET_${name}.`,
          ),
        ),
        'Every secret that runbooks refer to is set.',
      );
    },
  };
}
