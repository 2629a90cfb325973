import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../../../src/files/project-root.ts';

const run = promisify(execFile);

/** Opens the platforms of these settings in a process of its own, and answers the packages that it loaded. */
async function loadedWith(discord: string): Promise<readonly string[]> {
  const script = `
    await import('./src/app.ts');
    const { openPlatforms } = await import('./src/app/platforms.ts');
    const { Secret } = await import('./src/config/secret.ts');
    const log = { info() {}, warn() {}, error() {} };
    await openPlatforms({ config: { platforms: { console: null, slack: null, discord: ${discord} } }, log, commands: () => [] });
    const { createRequire } = await import('node:module');
    const { cache } = createRequire(import.meta.url);
    console.log(JSON.stringify(Object.keys(cache)));
    process.exit(0);
  `;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: projectRoot });
  const files = JSON.parse(stdout) as string[];
  const names = files.flatMap(
    (file) => /node_modules[/\\](@[^/\\]+[/\\])?([^/\\]+)/.exec(file)?.slice(1) ?? [],
  );
  return [...new Set(names.filter((name) => name !== undefined))];
}

describe('the library of Discord', () => {
  it('is not loaded without a token', async () => {
    expect(await loadedWith('null')).not.toContain('discord.js');
    const unconnected = '{ token: null, guild: "1", servers: [], apiUrl: "http://127.0.0.1:1/api" }';
    expect(await loadedWith(unconnected)).not.toContain('discord.js');
  });

  it('is loaded with one', async () => {
    const connected = '{ token: new Secret("x"), guild: "1", servers: [], apiUrl: "http://127.0.0.1:1/api" }';
    expect(await loadedWith(connected)).toContain('discord.js');
  });
});
