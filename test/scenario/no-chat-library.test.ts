import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { projectRoot } from '../../src/files/project-root.ts';

const run = promisify(execFile);

/** Starts the program with the settings of the demo, and prints the packages of which it loaded anything. */
const SCRIPT = `
  import { mkdtempSync, rmSync } from 'node:fs';
  import { registerHooks } from 'node:module';
  const packages = new Set();
  registerHooks({
    load(url, context, next) {
      const name = /node_modules\\/(@[^/]+\\/[^/]+|[^/]+)/.exec(url)?.[1];
      if (name !== undefined) packages.add(name);
      return next(url, context);
    },
  });
  const home = mkdtempSync('/tmp/keyturn-modules-');
  const { settings } = await import('./src/cli/settings.ts');
  const { createApp } = await import('./src/app.ts');
  const { systemClock } = await import('./src/clock.ts');
  const { default: pino } = await import('pino');
  const config = await settings({ KEYTURN_CONFIG: 'examples/demo/keyturn.yaml', KEYTURN_HOME: home });
  const console_ = { ...config.platforms.console, addr: { host: '127.0.0.1', port: 0 } };
  const app = await createApp({
    config: { ...config, platforms: { ...config.platforms, console: console_ } },
    clock: systemClock,
    log: pino({ level: 'silent' }),
  });
  await app.start();
  console.log(JSON.stringify([...packages]));
  await app.stop();
  rmSync(home, { recursive: true, force: true });
  process.exit(0);
`;

it('loads nothing of discord.js or Bolt without their tokens', async () => {
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', SCRIPT], { cwd: projectRoot });
  const packages = JSON.parse(stdout) as string[];
  // It really was the whole program that was watched.
  expect(packages).toEqual(expect.arrayContaining(['@electric-sql/pglite', 'pg-boss', 'hono', 'zod']));
  expect(packages.filter((name) => /^(discord\.js|@discordjs\/|@slack\/)/.test(name))).toEqual([]);
});
