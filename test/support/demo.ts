import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../src/files/project-root.ts';
import { freePort } from './free-port.ts';

/** `keyturn demo` as a process of its own, on ports and in a folder that nobody else uses. */
export interface Demo {
  readonly console: string;
  readonly plant: string;
  readonly home: string;
  /** Ends the bot as `kill -9` does; the plant goes with it. */
  kill(): Promise<void>;
  /** Starts it again on what it left. */
  start(): Promise<void>;
  /** Ends everything and deletes the folder. */
  close(): Promise<void>;
}

export async function startDemo(): Promise<Demo> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-demo-'));
  const [consolePort, plantPort] = [await freePort(), await freePort()];
  const file = join(folder, 'keyturn.yaml');
  const home = join(folder, 'home');
  await writeFile(file, await settingsOn(consolePort, plantPort));
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    child = spawn(process.execPath, ['bin/keyturn.mjs', 'demo', '--home', home], {
      cwd: projectRoot,
      env: { ...environment(), KEYTURN_CONFIG: file },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await ready(child);
  }
  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }

  await start();
  return {
    console: `http://127.0.0.1:${consolePort}`,
    plant: `http://127.0.0.1:${plantPort}`,
    home,
    start,
    kill: () => end('SIGKILL'),
    async close() {
      await end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Without the settings of the tests, which the program would refuse as unknown. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('KEYTURN_')));
}

/** The demo's own settings with other ports; its relative paths become absolute. */
async function settingsOn(consolePort: number, plantPort: number): Promise<string> {
  const examples = join(projectRoot, 'examples');
  const text = await readFile(join(examples, 'demo', 'keyturn.yaml'), 'utf8');
  // In one go: a free port may hold the digits of the other one.
  return text
    .replaceAll(/4310|4320/g, (port) => String(port === '4310' ? consolePort : plantPort))
    .replaceAll('../../runbooks', join(projectRoot, 'runbooks'))
    .replaceAll('../plant', join(examples, 'plant'));
}

async function ready(child: ChildProcess): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      if (/\bready\b/.test(chunk.toString())) resolve();
    });
    child.once('exit', (code) => reject(new Error(`the demo ended with exit code ${code}`)));
  });
}
