import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../../src/files/project-root.ts';

it('the server that all tests share leaves them the code with which they end', () => {
  const script = `
    const { default: start } = await import('./test/support/shared-server.ts');
    const stop = await start();
    await stop();
    process.exitCode = 3;`;
  const env = { ...process.env };
  // It starts a server of its own, as the first process of the tests does.
  delete env.KEYTURN_TEST_TEMPLATE;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: join(projectRoot),
    env,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(3);
});
