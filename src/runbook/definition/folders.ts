import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readRegularSync } from '../../files/regular-file.ts';

/**
 * Names of the folders in `folder` that hold YAML files, sorted; links to folders are followed, hidden ones are passed over.
 * @throws the system's error when the folder cannot be read, or nobody can say where a link in it leads.
 */
export function systemsIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(
      (entry) =>
        !entry.name.startsWith('.') &&
        (entry.isDirectory() || (entry.isSymbolicLink() && leadsToFolder(join(folder, entry.name)))) &&
        yamlFilesIn(join(folder, entry.name)).length > 0,
    )
    .map((entry) => entry.name)
    .sort();
}

/** @throws when nobody can say where it leads: its runbook must not be dropped for that. */
function leadsToFolder(link: string): boolean {
  try {
    return statSync(link).isDirectory();
  } catch (cause) {
    throw Object.assign(new Error(`${display(link)} is a link that leads nowhere`, { cause }), {
      code: 'ELOOP',
    });
  }
}

/** Whether one of its files begins a runbook. Whatever else lies beside the folders of runbooks, readable or not, is nothing to them. */
export function isRunbook(folder: string): boolean {
  return yamlFilesIn(folder).some((name) => {
    try {
      return /^runbook:/m.test(readRegularSync(join(folder, name)).toString('utf8'));
    } catch {
      return false;
    }
  });
}

/** Names of the YAML files directly in `folder`, sorted. @throws the system's error when it cannot be read. */
export function yamlFilesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name) && !name.startsWith('.'))
    .sort();
}

/** A path as people are told it: relative to the current directory where that is shorter. */
export function display(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}
