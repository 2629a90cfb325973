import { realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Sha256Hex, sha256Hex } from '../../canonical.ts';
import { messageOf } from '../../errors.ts';
import { leadsInto } from '../../files/leads-into.ts';
import { NoRegularFile, readRegularSync } from '../../files/regular-file.ts';
import type { StepKinds } from '../steps/step.ts';
import type { Action } from './construct/action.ts';
import { allStepsOf } from './construct/sequence.ts';

/** The content of a file that a runbook keeps; or why it cannot be one, in words that fit behind its path. */
export type KeptFile = { readonly sha256: Sha256Hex } | { readonly why: string };

/** A script is read as a whole, each time that its runbook is loaded. */
const LARGEST = 1024 * 1024;

/** What the steps of a runbook run or read of its folder, by the path in it. @param folder absolute */
export function keptFilesOf(
  actions: Readonly<Record<string, Action>>,
  kinds: StepKinds,
  folder: string,
): Readonly<Record<string, KeptFile>> {
  const steps = Object.values(actions).flatMap((action) => allStepsOf(action).map(({ step }) => step));
  const paths = steps.flatMap(({ kind, written }) => kinds.get(kind)?.filesOf?.(written) ?? []);
  return Object.fromEntries([...new Set(paths)].toSorted().map((path) => [path, keptFile(folder, path)]));
}

function keptFile(folder: string, path: string): KeptFile {
  const file = join(folder, path);
  try {
    if (!leadsInto(realpathSync(folder), realpathSync(file)))
      return { why: 'is a link that leads out of the folder of the runbook' };
    if (statSync(file).size > LARGEST) return { why: 'is larger than 1 MiB' };
    return { sha256: sha256Hex(readRegularSync(file)) };
  } catch (error) {
    if (error instanceof NoRegularFile) return { why: `is ${error.kind}, and no file` };
    const { code } = error as NodeJS.ErrnoException;
    return { why: code === 'ENOENT' ? 'is not there' : `cannot be read: ${messageOf(error)}` };
  }
}
