import { open } from 'node:fs/promises';

/** Waits until the names in a folder outlive the machine: a file that was synced need not have one yet. */
export async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r');
  await folder.sync();
}
