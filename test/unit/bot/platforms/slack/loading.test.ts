import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../../../src/files/project-root.ts';

const run = promisify(execFile);

/** Opens the platforms of these settings in a process of its own, and says whether Bolt was loaded for it. */
async function loadsBolt(slack: string): Promise<boolean> {
  const script = `
    await import('./src/app.ts');
    const { openPlatforms } = await import('./src/app/platforms.ts');
    const { Secret } = await import('./src/config/secret.ts');
    const log = { info() {}, warn() {}, error() {} };
    const config = { platforms: { console: null, discord: null, slack: ${slack} }, http: { host: '127.0.0.1', port: 0 } };
    await openPlatforms({ config, log, commands: () => [] });
    const { createRequire } = await import('node:module');
    const files = Object.keys(createRequire(import.meta.url).cache);
    console.log(files.some((file) => /node_modules[/\\\\]@slack[/\\\\]/.test(file)));
    process.exit(0);
  `;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: projectRoot });
  return stdout.trim() === 'true';
}

const workspace = (tokens: string): string =>
  `{ apiUrl: 'http://127.0.0.1:1/', workspaces: [{ name: 'main', team: 'T1', botToken: null, signingSecret: null, appToken: null, ${tokens} }] }`;

describe('the library of Slack', () => {
  it('is not loaded without tokens', async () => {
    expect(await loadsBolt('null')).toBe(false);
    expect(await loadsBolt(workspace(''))).toBe(false);
    // Half of what is needed connects nothing.
    expect(await loadsBolt(workspace('botToken: new Secret("xoxb-1")'))).toBe(false);
  });

  it('is loaded with them', async () => {
    const tokens = 'botToken: new Secret("xoxb-1"), appToken: new Secret("xapp-1")';
    expect(await loadsBolt(workspace(tokens))).toBe(true);
  });
});
