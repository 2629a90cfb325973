import { globSync, readFileSync } from 'node:fs';
import { allStepsOf } from '../../../src/runbook/definition/construct/sequence.ts';
import { inclusionOf } from '../../../src/runbook/definition/construct/step.ts';
import { actionRef, type Runbook } from '../../../src/runbook/definition/runbook.ts';

/** What plays actions on the whole program, and what authors have beside their runbook. */
const PLAYED = ['test/scenario/**/*.test.ts', 'test/fault/**/*.test.ts', 'test/browser/**/*.test.ts'];
const BESIDE = 'tests/*.yaml';

/**
 * Files of tests that ask for each action of a runbook by its name, or for one that includes it.
 * @returns by the action's id; an action that none asks for has no entry
 */
export function exercisedIn(runbook: Runbook): ReadonlyMap<string, readonly string[]> {
  const files = new Map([...playedFor(runbook.id), ...readAll(`runbooks/${runbook.id}/${BESIDE}`)]);
  const found = new Map<string, Set<string>>();
  for (const [file, text] of files)
    for (const id of withIncluded(runbook, askedFor(runbook, text))) add(found, id, file);
  return new Map([...found].map(([id, names]) => [id, [...names].sort()]));
}

function playedFor(system: string): readonly (readonly [string, string])[] {
  return PLAYED.flatMap(readAll).filter(([file, text]) => file.includes(system) || text.includes(system));
}

function readAll(pattern: string): readonly (readonly [string, string])[] {
  return globSync(pattern)
    .sort()
    .map((file) => [file, readFileSync(file, 'utf8')]);
}

/** As people ask for it: `/ops run twist:a/b`, `/twist shortcut`, or by a name in quotes. */
function askedFor(runbook: Runbook, text: string): readonly string[] {
  return Object.values(runbook.actions)
    .filter(({ id, shortcut }) =>
      [
        actionRef(runbook.id, id),
        ...quoted(id),
        ...(shortcut === undefined ? [] : [`/${runbook.id} ${shortcut}`, ...quoted(shortcut)]),
      ].some((name) => isNamed(text, name)),
    )
    .map(({ id }) => id);
}

function quoted(name: string): readonly string[] {
  return [`'${name}'`, `"${name}"`];
}

/** Not as the beginning of a longer name. */
function isNamed(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
    if (!/[\w/-]/.test(text[at + name.length] ?? '')) return true;
  return false;
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
