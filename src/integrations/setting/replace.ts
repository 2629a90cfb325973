import { existsSync, renameSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crashPoint } from '../../crash-point.ts';
import { isSameStamp, stampNow } from '../../files/file-digest.ts';
import { syncFolder } from '../../files/sync-folder.ts';
import type { SettingFile } from '../../setting-file/open.ts';
import type { Io } from '../integration.ts';
import { changedMeanwhile, notSynced, notWritten } from './failure.ts';
import { sweep, type Traces } from './traces.ts';

/**
 * Puts another text in the place of a file, at once: who reads it finds the old one or the new one, whole. The old one stays as a copy.
 * Mode and owner are kept; what leads to it by a link still does.
 * @throws OpsError when it was written to meanwhile, or cannot be written: then it is as it was, and nothing is left beside it.
 */
export async function replaceFile(file: SettingFile, text: string, traces: Traces, io: Io): Promise<void> {
  io.begin();
  try {
    await writeLike(file, traces.next, file.mark + text);
    await writeLike(file, traces.part, file.mark + file.text);
    // Whoever went on in the meantime has swept it: a copy alone would say that this attempt has replaced the file.
    if (!existsSync(traces.next)) throw changedMeanwhile(file.path);
    renameSync(traces.part, traces.copy);
    await syncFolder(dirname(file.path));
    crashPoint('before-rename');
    // Nothing may come between these looks, at the lease and at the file, and the replacement.
    io.begin();
    if (!isSameStamp(file.stamp, stampNow(file.path))) throw changedMeanwhile(file.path);
    renameSync(traces.next, file.path);
  } catch (error) {
    sweep(traces);
    throw notWritten(file.path, error);
  }
  crashPoint('after-rename');
  await syncFolder(dirname(file.path)).catch((error: unknown) => {
    throw notSynced(file.path, error);
  });
}

async function writeLike({ mode, owner }: SettingFile, path: string, text: string): Promise<void> {
  // Nobody else may read it before it has the mode and the owner that the file has.
  await using handle = await open(path, 'wx', 0o600);
  await own(handle, owner);
  await handle.chmod(mode);
  await handle.writeFile(text);
  await handle.sync();
}

async function own(handle: FileHandle, { uid, gid }: SettingFile['owner']): Promise<void> {
  const mine = await handle.stat();
  if (mine.uid !== uid || mine.gid !== gid) await handle.chown(uid, gid);
}
