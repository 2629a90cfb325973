import type { BoundFile } from '../../../plan/plan.ts';
import type { SystemFolder } from './system-folder.ts';

/** What a step uses: what of it is bound, and what is not, in words for whoever approves. */
export interface Bound {
  readonly files: Map<string, BoundFile>;
  readonly unbound: Set<string>;
}

/**
 * Binds the content of what stands at a path, or says why it is not bound.
 * @returns the beginning of the file, as {@link FileDigest} has it; undefined when there is no content.
 */
export async function bindContent(
  path: string,
  folder: SystemFolder,
  { files, unbound }: Bound,
): Promise<string | undefined> {
  const digest = await folder.digest(path);
  if (digest.kind === 'absent') return undefined;
  if (folder.isWritten(path)) unbound.add(`${path} (the run writes it)`);
  else if (digest.kind === 'other') unbound.add(`${path} (${digest.why})`);
  else files.set(path, { path, sha256: digest.sha256 });
  return digest.kind === 'file' ? digest.first : '';
}
