#!/usr/bin/env node
// Runs one of the project's tasks, installing first when node_modules is missing or older than the lock file.
// It must run on any Node >= 20: the Node that the project itself uses comes with the installation.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'node_modules', '.bin');
const stamp = join(root, 'node_modules', '.keyturn-installed');

/** Kills of a process, sleeps past a lease, kills of the server, freezes of the network: all that is promised. */
const STORM = process.env.KEYTURN_STORM ?? '200,50,50,10';

/** name -> commands, each run only when the one before it succeeded */
const TASKS = {
  demo: [['node', 'bin/keyturn.mjs', 'demo']],
  test: [['vitest', 'run']],
  check: [
    ['node', 'node_modules/typescript7/bin/tsc', '--noEmit'],
    ['node', 'node_modules/typescript7/bin/tsc', '--project', 'src/bot/platforms/console/web'],
    ['biome', 'check', '.'],
    ['eslint', 'src', 'test', 'bench', 'examples'],
    ['knip'],
  ],
  bench: [
    ['node', 'bin/build.ts'],
    ['node', 'bench/main.ts'],
  ],
  faults: [
    ['env', `KEYTURN_STORM=${STORM}`, 'vitest', 'run', '--reporter=default', 'test/fault/storm.test.ts'],
  ],
  build: [['node', 'bin/build.ts']],
  screens: [['node', 'bin/screens.ts']],
  stories: [['node', 'bin/stories.ts']],
};

const [task = '', ...rest] = process.argv.slice(2);
const commands = TASKS[task];
if (commands === undefined) {
  console.error(`Unknown task "${task}". Tasks: ${Object.keys(TASKS).join(', ')}.`);
  process.exit(2);
}
install();
for (const [index, [program, ...args]] of commands.entries())
  run(program, index === commands.length - 1 ? [...args, ...rest] : args);

function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.error('Installing packages (once; this takes a minute)…');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stamp, lock);
}

function run(program, args) {
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };
  const { error, status, signal } = spawnSync(program, args, { cwd: root, env, stdio: 'inherit' });
  if (error) console.error(`Could not run ${program}: ${error.message}`);
  if (error || status !== 0 || signal) process.exit(status ?? 1);
}
