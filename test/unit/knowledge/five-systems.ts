import { join } from 'node:path';
import { projectRoot } from '../../../src/files/project-root.ts';
import { type Entry, entriesOf } from '../../../src/knowledge/entry.ts';
import { loadRunbooks } from '../../../src/runbook/definition/load.ts';
import type { Runbook } from '../../../src/runbook/definition/runbook.ts';
import { stepKinds } from '../../../src/runbook/steps/kinds.ts';

/** The runbooks that come with the program, and all that they say. */
export function fiveSystems(): { readonly runbooks: readonly Runbook[]; readonly entries: readonly Entry[] } {
  const { runbooks } = loadRunbooks(join(projectRoot, 'runbooks'), stepKinds);
  return { runbooks, entries: runbooks.flatMap(entriesOf) };
}
