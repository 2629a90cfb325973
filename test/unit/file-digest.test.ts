import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { OpsError } from '../../src/errors.ts';
import { refuseMoment } from '../../src/file-digest.ts';

const at = (path: string): string =>
  JSON.stringify(fileURLToPath(new URL(`../../src/${path}`, import.meta.url)));

/** A process that has no file descriptor left looks at a file that nobody touched. */
function withoutDescriptors(look: string): string {
  const program = `
    import { openSync, closeSync } from 'node:fs';
    import { digestFile } from ${at('file-digest.ts')};
    import { compareFiles } from ${at('integrations/shell/planned-files.ts')};
    const signal = AbortSignal.timeout(10_000);
    await digestFile(process.execPath).catch(() => undefined);
    const taken = [];
    try { for (;;) taken.push(openSync('/dev/null')); } catch {}
    const told = await (${look}).then((found) => JSON.stringify(found), (error) => error.code + ': ' + error.message);
    for (const fd of taken) closeSync(fd);
    console.log(told);`;
  const command = 'ulimit -n 256; exec "$0" --input-type=module -e "$1"';
  return execFileSync('bash', ['-c', command, process.execPath, program], { encoding: 'utf8' });
}

it.each([
  "digestFile('/etc/hosts')",
  "compareFiles('pay.sh', [{ path: '/etc/hosts', sha256: 'a' }], signal)",
])('a host without room for a file is not taken for a file that somebody changed: %s', (look) => {
  const told = withoutDescriptors(look);
  expect(told).toContain('files.unreadable-now');
  expect(told).toContain('(EMFILE)');
  expect(told).not.toMatch(/agreed|since this was planned|Find out who/);
});

it('what a file itself is, it says as before', () => {
  const failed = (code: string) => () => refuseMoment('/a', Object.assign(new Error('no'), { code }));
  expect(failed('EACCES')).not.toThrow();
  expect(failed('EIO')).toThrow(OpsError);
});
