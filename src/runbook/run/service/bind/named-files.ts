import { OpsError } from '../../../../errors.ts';
import { parseFilePattern } from '../../../definition/construct/file-pattern.ts';
import { type Bound, bindContent } from './bound.ts';
import { findFiles } from './find-files.ts';
import type { SystemFolder } from './system-folder.ts';

const MOST_FILES = 500;
/** Of links to folders, a line each would bury the rest. */
const MOST_LINKS = 5;

/**
 * What an action names beside its command lines, by paths and patterns below the system's folder.
 * @throws OpsError when a pattern leads to nothing, or out of the system's folder.
 */
export async function bindNamed(
  action: string,
  patterns: readonly string[],
  folder: SystemFolder,
): Promise<Bound> {
  const bound: Bound = { files: new Map(), unbound: new Set() };
  for (const written of patterns) {
    const pattern = parseFilePattern(written);
    if ('why' in pattern) throw notBound(action, `${JSON.stringify(written)} ${pattern.why}`);
    const found = await findFiles(folder.path, pattern);
    if ('why' in found) throw notBound(action, `${JSON.stringify(written)}: ${found.why}`);
    let matched = 0;
    for (const path of found.paths) {
      if ((await bindContent(path, folder, bound)) !== undefined) matched += 1;
      if (bound.files.size > MOST_FILES) throw notBound(action, `its files are more than ${MOST_FILES}`);
    }
    if (matched === 0) throw notBound(action, `no file below ${folder.path} fits ${JSON.stringify(written)}`);
    for (const line of passedInWords(found.passed)) bound.unbound.add(line);
  }
  return bound;
}

function passedInWords(links: readonly string[]): readonly string[] {
  const shown = links
    .slice(0, MOST_LINKS)
    .map((path) => `${path} (a link to a folder, which ** does not follow)`);
  const more = links.length - shown.length;
  return more > 0 ? [...shown, `${more} more links to folders`] : shown;
}

function notBound(action: string, why: string): OpsError {
  return new OpsError({
    code: 'plan.files',
    what: `'${action}' was not planned.`,
    why: `What it names under files cannot be bound: ${why}.`,
    next: 'Correct files of the action, or workdir of the system in the settings.',
  });
}
