import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { OpsError } from '../../../../errors.ts';
import { leadsInto } from '../../../../files/leads-into.ts';
import { lookAt } from '../../../../files/looks.ts';
import { refuseMoment } from '../../../../files/unreadable-now.ts';
import type { NamedCommand } from '../../../steps/step.ts';
import type { Bound } from './bound.ts';
import type { SystemFolder } from './system-folder.ts';

/**
 * Binds the content of what a runbook keeps for a command, wherever its folder lies: it was there when the runbook was loaded.
 * @throws OpsError when a file is gone, leads out of the folder, or cannot be known: nothing else is run in its place.
 */
export async function bindKept(
  { folder, files }: NonNullable<NamedCommand['kept']>,
  digests: Pick<SystemFolder, 'digest'>,
  bound: Bound,
): Promise<void> {
  for (const name of files) {
    const path = join(folder, name);
    const found = await digests.digest(path);
    if (found.kind === 'absent') throw refused(name, folder, 'it is not there');
    if (found.kind === 'other') throw refused(name, folder, `its content cannot be known: ${found.why}`);
    if (!(await liesIn(folder, path)))
      throw refused(name, folder, 'it is a link that leads out of the folder of the runbook');
    bound.files.set(path, { path, sha256: found.sha256 });
  }
}

async function liesIn(folder: string, path: string): Promise<boolean> {
  try {
    const [real, target] = [await realOf(folder), await realOf(path)];
    return leadsInto(real, target);
  } catch (error) {
    refuseMoment(path, error);
    return false;
  }
}

function realOf(path: string): Promise<string> {
  return lookAt(path, () => realpath(path));
}

function refused(name: string, folder: string, why: string): OpsError {
  return new OpsError({
    code: 'plan.kept-file',
    what: `${name} cannot be run.`,
    why: `The runbook keeps it in ${folder}, and ${why}.`,
    next: 'Put it back, or ask the author of the runbook to mend it; then ask again.',
  });
}
