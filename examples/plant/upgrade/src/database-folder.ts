import {
  chmodSync,
  existsSync,
  globSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const PREFIX = 'keyturn-plant-database-';
/** Beside the files: the state folder that they belong to. */
const OWNER = 'of';

/**
 * Where the files of the database lie: in the state folder. Root cannot run a Postgres, so that another user does, who may not enter
 * every folder that root may: then they lie among the temporary files, and a link in the state folder leads there.
 */
export function databaseFolder(folder: string, isRoot = process.getuid?.() === 0): string {
  const own = join(folder, 'data');
  if (!isRoot) return own;
  forgetOrphans();
  if (existsSync(own)) return realpathSync(own);
  // A link whose end was deleted.
  rmSync(own, { force: true });
  const place = mkdtempSync(join(tmpdir(), PREFIX));
  chmodSync(place, 0o755);
  const data = join(place, 'data');
  symlinkSync(data, own);
  // Last: without it nobody takes the place for one that was left.
  writeFileSync(join(place, OWNER), own);
  return data;
}

/** Deletes the files of plants whose state folder was deleted. */
function forgetOrphans(): void {
  for (const note of globSync(join(tmpdir(), `${PREFIX}*`, OWNER))) {
    const place = dirname(note);
    if (endOf(readFileSync(note, 'utf8')) !== join(place, 'data'))
      rmSync(place, { recursive: true, force: true });
  }
}

function endOf(link: string): string | undefined {
  return lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() === true
    ? readlinkSync(link)
    : undefined;
}
