import { realpathSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { startFiles } from './init/files.ts';
import { layOut } from './init/lay-out.ts';

/**
 * Makes a folder that works: a runbook, settings, the program that the runbook runs. Nothing that is there is touched.
 * @param given the folder; it may exist.
 * @throws OpsError when a file of its own name stands there already, or the folder cannot be written.
 */
export function init(given: string): void {
  const folder = resolve(given);
  // Node and program as they run now: the folder needs no installation of its own.
  const files = startFiles({ node: process.execPath, program: realpathSync(process.argv[1] ?? '') });
  layOut(folder, files);
  const here = relative(process.cwd(), folder);
  console.log(
    [
      `Made ${folder}:`,
      ...files.map(({ path }) => `  ${path}`),
      '',
      'Next:',
      ...(here === '' ? [] : [`  cd ${quoted(here)}`]),
      '  npm start        prints the address of the console',
      '  On it, as Ana, type /shop clear and say why; switch to Ben and click Approve.',
      'README.md in the folder says more.',
    ].join('\n'),
  );
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
