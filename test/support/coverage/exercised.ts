import { globSync, readFileSync } from 'node:fs';
import { allStepsOf } from '../../../src/runbook/definition/construct/sequence.ts';
import { inclusionOf } from '../../../src/runbook/definition/construct/step.ts';
import { actionRef, type Runbook } from '../../../src/runbook/definition/runbook.ts';
import { type ReadFile, readTests } from '../../../src/trial/read.ts';

/** What plays actions on the whole program. What authors have beside their runbook is read apart. */
const PLAYED = ['test/scenario/**/*.test.ts', 'test/fault/**/*.test.ts', 'test/browser/**/*.test.ts'];

/**
 * Files of tests that have each action of a runbook run, or one that includes it.
 * @returns by the action's id; an action that none asks for has no entry
 */
export function exercisedIn(runbook: Runbook): ReadonlyMap<string, readonly string[]> {
  const asked = [
    ...PLAYED.flatMap((pattern) => globSync(pattern)).map(
      (file) => [file, askedFor(runbook, file, readFileSync(file, 'utf8'))] as const,
    ),
    ...readTests(`runbooks/${runbook.id}`).map((tests) => [tests.file, triedIn(tests)] as const),
  ];
  const found = new Map<string, Set<string>>();
  for (const [file, ids] of asked) for (const id of withIncluded(runbook, ids)) add(found, id, file);
  return new Map([...found].map(([id, names]) => [id, [...names].sort()]));
}

/**
 * Actions that a test of the program asks for, as people do: `/twist health`, or `/ops run` with `twist:a/b`. Where every test is of
 * this system (test/scenario/twist), or one writes `twist:` before what it is given, helpers ask for `a/b`; what they are to be refused,
 * and what people type to confirm it, is no asking.
 */
export function askedFor(runbook: Runbook, file: string, text: string): readonly string[] {
  const isOwn = file.startsWith(`test/scenario/${runbook.id}/`) || text.includes(`\`${runbook.id}:\${`);
  return Object.values(runbook.actions)
    .filter(({ id, shortcut }) =>
      [
        quoted(actionRef(runbook.id, id)),
        ...(shortcut === undefined ? [] : [typed(runbook.id, shortcut)]),
        ...(isOwn ? [`(?<!_confirmation: |refused\\()${quoted(id)}`] : []),
      ].some((pattern) => new RegExp(pattern).test(text)),
    )
    .map(({ id }) => id);
}

/** Actions that a file of tests beside a runbook has carried out, with those that it has run before. */
export function triedIn({ tests }: Pick<ReadFile, 'tests'>): readonly string[] {
  return Object.values(tests?.tests ?? {})
    .flatMap((trial) => [...trial.first, ...(trial.expect.ends === 'refused' ? [] : [trial])])
    .filter(({ dryRun }) => !dryRun)
    .map(({ action }) => action);
}

/** Alone between quotes: in a sentence it is only spoken of. Names of actions have no sign that a pattern would read otherwise. */
function quoted(name: string): string {
  return `['"]${name}['"]`;
}

/** As it is typed, perhaps with more behind it; the console takes it without the slash. */
function typed(system: string, shortcut: string): string {
  return `['"]/?${system} ${shortcut}['" ]`;
}

function withIncluded(runbook: Runbook, ids: readonly string[]): ReadonlySet<string> {
  const all = new Set(ids);
  for (const id of all) {
    const action = runbook.actions[id];
    if (action === undefined) continue;
    for (const { step } of allStepsOf(action)) {
      const included = inclusionOf(step)?.action;
      if (included !== undefined) all.add(included);
    }
  }
  return all;
}

function add(found: Map<string, Set<string>>, id: string, file: string): void {
  found.set(id, (found.get(id) ?? new Set()).add(file));
}
