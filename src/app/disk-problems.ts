import { onDisk, tryToWrite } from '../config/disk.ts';
import { describeRefusal, messageOf, OpsError } from '../errors.ts';
import { tryToRecord } from '../integrations/shell/attempt-record.ts';
import { sharedCall } from '../waiting/shared-call.ts';
import { within } from '../waiting/within.ts';

/** A supervisor that asks whether it is ready hears so within this, whatever the disk does. */
const ANSWER_MS = 2_000;

/**
 * Tells what of what must be kept cannot be written now, in sentences; empty when all can. Each look writes, because only a
 * write tells.
 * @param folders of the state, and of the embedded database where there is one.
 * @param write writes a little into a folder and takes it away again
 */
export function createDiskLook(
  folders: readonly string[],
  write = tryToWrite,
): () => Promise<readonly string[]> {
  /** Where a disk hangs, each write takes one of the few threads that all files share: a second one waits with the first. */
  const once = sharedCall<void>();
  const look = (folder: string): Promise<void> =>
    onDisk(folder, `Nothing can be written in ${folder}: heads of the log, or the database.`, () =>
      within(
        ANSWER_MS,
        'to write a few bytes',
        once(folder, () => write(folder)),
      ),
    );
  return async () => {
    const problems = await Promise.all([
      ...folders.map((folder) => inWords(folder, () => look(folder))),
      inWords('the place for records of programs', async () => tryToRecord()),
    ]);
    return problems.filter((problem) => problem !== undefined);
  };
}

async function inWords(where: string, look: () => Promise<void>): Promise<string | undefined> {
  try {
    await look();
    return undefined;
  } catch (error) {
    if (error instanceof OpsError) return describeRefusal(error.refusal);
    return `Nothing can be written in ${where}: ${messageOf(error)}. Make it a folder that Keyturn can write in.`;
  }
}
