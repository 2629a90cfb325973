import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFault } from '../../../../examples/plant/tokenforge/src/faults.ts';
import { furnish, hostOf } from '../../../../examples/plant/tokenforge/src/host.ts';
import { createServer } from '../../../../examples/plant/tokenforge/src/server.ts';
import type { FaultName } from '../../../../examples/plant/tokenforge/src/state.ts';
import { openPlant, type Plant } from '../../../../examples/plant/tokenforge/src/store.ts';
import type { Finished } from '../temporary-plant.ts';

const FOLDER = fileURLToPath(new URL('../../../../examples/plant/tokenforge/', import.meta.url));
const TOKENS = {
  VERCEL_TOKEN: 'vercel-token',
  VERCEL_ORG_ID: 'team_forge',
  VERCEL_PROJECT_ID: 'prj_forge',
  CONVEX_DEPLOY_KEY: 'convex-key',
};

export interface TemporaryTokenforge {
  readonly plant: Plant;
  readonly host: ReturnType<typeof hostOf>;
  fault(name: FaultName, on?: boolean): void;
  /** How often an effect happened. */
  count(effect: string): number;
  /** Asks the plant over HTTP, signed unless it is said otherwise. */
  ask(
    method: string,
    path: string,
    body?: object,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>;
  /** Starts a program of the host in the staging checkout. */
  start(program: string, ...argv: string[]): ChildProcess;
  /** Runs one to its end, with other variables where they are given. */
  run(program: string, ...argv: string[]): Promise<Finished>;
  runWithout(token: keyof typeof TOKENS, program: string, ...argv: string[]): Promise<Finished>;
  remove(): void;
}

/** A healthy plant in a folder of its own, whose tools take no time. */
export function temporaryTokenforge(): TemporaryTokenforge {
  const folder = mkdtempSync(join(tmpdir(), 'tokenforge-'));
  const plant = openPlant(folder);
  furnish(folder, 'http://plant');
  const host = hostOf(folder);
  const env = {
    ...process.env,
    ...TOKENS,
    PATH: [join(FOLDER, 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter),
    TOKENFORGE_PLANT_STATE: folder,
    TOKENFORGE_PLANT_PACE: '0',
    GNUPGHOME: host.gnupg,
    SSL_CERT_FILE: join(host.tls, 'ca.crt'),
  };
  const start = (program: string, argv: readonly string[], own = {}): ChildProcess =>
    spawn(program, argv, { cwd: host.staging, env: { ...env, ...own }, stdio: ['ignore', 'pipe', 'pipe'] });
  return {
    plant,
    host,
    fault: (name, on = true) => setFault(plant, name, on),
    count: (effect) => plant.effects().filter((each) => each.effect === effect).length,
    ask: async (method, path, body, headers = { authorization: 'Bearer token', 'x-cg-pro-api-key': 'key' }) =>
      createServer(plant).request(path, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    start: (program, ...argv) => start(program, argv),
    run: (program, ...argv) => finish(start(program, argv)),
    runWithout: (token, program, ...argv) => finish(start(program, argv, { [token]: '' })),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

async function finish(child: ChildProcess): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (piece) => {
    stdout += piece;
  });
  child.stderr?.on('data', (piece) => {
    stderr += piece;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: stdout.trim(), stderr };
}
