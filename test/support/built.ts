import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../src/files/project-root.ts';

/**
 * The program as `npm run build` makes it, of the sources as they are now: it starts in half the time that they take, and
 * tests start it hundreds of times. Whoever needs it first makes it.
 * @returns its path.
 */
export function builtProgram(): string {
  built ??= made();
  return built;
}

let built: string | undefined;

function made(): string {
  const folder = join(projectRoot, 'node_modules', '.cache', `keyturn-${version()}`);
  const program = join(folder, 'keyturn.mjs');
  if (existsSync(program)) return program;
  const mine = `${folder}-${randomUUID()}`;
  execFileSync(process.execPath, [join(projectRoot, 'bin', 'build.ts'), mine], { stdio: 'pipe' });
  try {
    renameSync(mine, folder);
  } catch (error) {
    rmSync(mine, { recursive: true, force: true });
    // Somebody else was faster: a folder is not renamed onto a full one.
    if (!existsSync(program)) throw error;
  }
  return program;
}

function version(): string {
  const hash = createHash('sha256');
  const sources = readdirSync(join(projectRoot, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const others = ['bin/build.ts', 'bin/keyturn.mjs', 'bin/node-version.mjs', 'package-lock.json'];
  for (const file of [...sources.sort(), ...others.map((name) => join(projectRoot, name))])
    hash.update(file).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}
