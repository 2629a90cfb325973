/** Causes by the code of the system: a clause, and the way forward. */
export type Causes = Readonly<Record<string, readonly [string, string]>>;

const CAUSES: Causes = {
  ENOSPC: ['no room is left on its disk', 'Make room there, then ask again.'],
  EDQUOT: ['the quota of its owner is used up', 'Make room there, then ask again.'],
  EROFS: ['its file system is read-only', 'Find out why: disks that fail become read-only.'],
  EACCES: ['Keyturn may not write into its folder', 'Let the user of Keyturn write there.'],
  EPERM: [
    'Keyturn may not give a file the owner that it has',
    'Let its owner be the user of Keyturn, or its group one of theirs.',
  ],
  ENAMETOOLONG: ['its name leaves no room for that of a copy', 'Give the file a shorter name.'],
};

/**
 * Why the system did not let a file be written, as a clause with its code, and the way forward; undefined for what is no answer of the
 * system: somebody has stopped it, or it is a mistake of ours.
 * @param particular causes of what was tried, where a code means something else than when a file is written
 */
export function whyNotWritten(
  error: unknown,
  particular: Causes = {},
): { readonly reason: string; readonly next: string } | undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) return undefined;
  const [reason, next] = particular[code] ??
    CAUSES[code] ?? ['its host refuses it', 'Look at the disk and the folder on the host of Keyturn.'];
  return { reason: `${reason} (${code})`, next };
}
