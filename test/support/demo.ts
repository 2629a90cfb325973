import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { projectRoot } from '../../src/files/project-root.ts';
import { freePort } from './free-port.ts';

/** Ports of the demo's settings: those of the console and of each simulated system. */
const PORT = /\b43\d\d\b/g;
/** What the demo begins with. */
const FIRST = 'twist';

const settingsShape = z.object({
  platforms: z.object({ console: z.object({ addr: z.string() }) }),
  systems: z.record(z.string(), z.object({ origins: z.tuple([z.string()], z.string()) })),
});

/** `keyturn demo` as a process of its own, on ports and in a folder that nobody else uses. */
export interface Demo {
  readonly console: string;
  /** Of the first system. */
  readonly plant: string;
  /** Of every system that was started, by its name. */
  readonly plants: Readonly<Record<string, string>>;
  readonly home: string;
  /** Ends the bot as `kill -9` does; the plant goes with it. */
  kill(): Promise<void>;
  /** Starts it again on what it left. */
  start(): Promise<void>;
  /** Ends everything and deletes the folder. */
  close(): Promise<void>;
}

/** @param systems as behind `npm start --`; none: the one that it begins with */
export async function startDemo(systems: readonly string[] = []): Promise<Demo> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-demo-'));
  const file = join(folder, 'keyturn.yaml');
  const home = join(folder, 'home');
  const text = await settingsOnFreePorts();
  await writeFile(file, text);
  const { platforms, systems: written } = settingsShape.parse(parse(text));
  const plants = Object.fromEntries(Object.entries(written).map(([name, { origins }]) => [name, origins[0]]));
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    child = spawn(process.execPath, ['bin/keyturn.mjs', 'demo', ...systems, '--home', home], {
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
    console: `http://${platforms.console.addr}`,
    plant: plants[systems[0] ?? FIRST] ?? '',
    plants,
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
export async function settingsOnFreePorts(): Promise<string> {
  const examples = join(projectRoot, 'examples');
  const text = await readFile(join(examples, 'demo', 'keyturn.yaml'), 'utf8');
  const ports = new Map<string, string>();
  for (const [port] of text.matchAll(PORT)) if (!ports.has(port)) ports.set(port, String(await freePort()));
  // In one go: a free port may be that of another one in the file.
  return text
    .replaceAll(PORT, (port) => ports.get(port) ?? port)
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
