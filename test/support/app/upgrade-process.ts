import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { MEMBERS, MULTISIG, PROGRAM } from '../../../examples/plant/upgrade/src/addresses.ts';
import { addressOf, DATABASE } from '../../../examples/plant/upgrade/src/database.ts';
import { setFault } from '../../../examples/plant/upgrade/src/faults.ts';
import type { FaultName, PlantState } from '../../../examples/plant/upgrade/src/state.ts';
import { openPlant } from '../../../examples/plant/upgrade/src/store.ts';
import { projectRoot } from '../../../src/files/project-root.ts';
import { freePort } from '../free-port.ts';

const FOLDER = join(projectRoot, 'examples', 'plant', 'upgrade');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The simulated upgrade system as processes of its own, and what an experimenter and its members do to it. */
export interface UpgradePlant {
  /** Of the service. */
  readonly api: string;
  readonly checkout: string;
  /** What keyturn.yaml says of this system. */
  readonly settings: {
    readonly workdir: string;
    readonly path: readonly string[];
    readonly services: { readonly sudo: readonly string[] };
    readonly vars: Readonly<Record<string, string>>;
    readonly env: Readonly<Record<string, string>>;
    readonly origins: readonly string[];
    readonly writable: readonly string[];
  };
  /** Secrets and addresses of databases, as the environment gives them. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Runs a program of `bin/`, of `scripts/` by its path, or of this machine, in the checkout. */
  run(program: string, ...argv: readonly string[]): Promise<Finished>;
  get(path: string): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }>;
  post(
    path: string,
    body?: object,
  ): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }>;
  /** A member, 1 to 5, signs on their own device. */
  sign(member: number, proposal: string): Promise<void>;
  /** The device of the member who executes early with the waiver. Answers the status. */
  executeEarly(proposal: string): Promise<number>;
  /** Three of the others sign on their devices that a member has another key. */
  replaceMember(member: number, key: string): Promise<void>;
  fault(name: FaultName, on?: boolean): void;
  state(): PlantState;
  performed(): readonly string[];
  advance(ms: number): void;
  /** All is well again; what runs goes on. */
  heal(): void;
  stop(): Promise<void>;
}

function readerOf(port: number, name: string): string {
  return addressOf(port, name).replace(
    `${DATABASE.user}:${DATABASE.password}`,
    'upgrade_read:reader-of-the-demo',
  );
}

/** Starts it, and answers once database and service are up. Its clock runs `offsetMs` ahead. */
export async function startUpgradePlant(folder: string, offsetMs = 0): Promise<UpgradePlant> {
  mkdirSync(folder, { recursive: true });
  const [api, database] = [await freePort(), await freePort()];
  const own = {
    UPGRADE_PLANT_STATE: folder,
    UPGRADE_PLANT_PACE: '0',
    UPGRADE_API_PORT: String(api),
    UPGRADE_DATABASE_PORT: String(database),
    PGHOST: '127.0.0.1',
    PGPORT: String(database),
    PGUSER: DATABASE.user,
    PGPASSWORD: DATABASE.password,
  };
  const PATH = [join(FOLDER, 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter);
  const env = { ...process.env, ...own, PATH };
  const plant = openPlant(folder);
  const advance = (ms: number): void =>
    plant.change((state) => {
      state.clockOffsetMs += ms;
    });
  if (offsetMs > 0) advance(offsetMs);
  const child = spawn(process.execPath, [join(FOLDER, 'plant.ts'), 'serve', '--port', '0', '--attached'], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const url = /http:\S+/.exec(line)?.[0];
  if (url === undefined) throw new Error(`the plant said: ${line}`);
  const base = `http://127.0.0.1:${api}`;
  const checkout = join(folder, 'checkout');

  async function ask(address: string, init?: RequestInit) {
    const response = await fetch(address, init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
  return {
    api: base,
    checkout,
    settings: {
      workdir: FOLDER,
      path: [join(FOLDER, 'bin')],
      services: { sudo: ['systemctl'] },
      vars: {
        api: base,
        rpc: `${url}/rpc`,
        wallet: url,
        checkout,
        backendLog: join(folder, 'backend.log'),
        programId: PROGRAM,
        multisig: MULTISIG,
        members: MEMBERS.map(({ pubkey }) => pubkey).join(' '),
      },
      env: own,
      origins: [url, base],
      writable: [join(checkout, 'backend')],
    },
    secrets: {
      KEYTURN_SECRET_UPGRADE_DATABASE_URL: addressOf(database),
      KEYTURN_DATABASE_UPGRADE_MANAGER_READ: readerOf(database, DATABASE.name),
      KEYTURN_DATABASE_UPGRADE_POSTGRES_READ: readerOf(database, 'postgres'),
    },
    async run(program, ...argv) {
      const path = program.endsWith('.sh') ? join(FOLDER, 'scripts', program) : program;
      const started = spawn(path, argv, { env, cwd: checkout, stdio: ['ignore', 'pipe', 'pipe'] });
      const [stdout, stderr, [code]] = await Promise.all([
        started.stdout.toArray(),
        started.stderr.toArray(),
        once(started, 'close') as Promise<[number | null]>,
      ]);
      return { code, stdout: stdout.join(''), stderr: stderr.join('') };
    },
    get: (path) => ask(`${base}${path}`),
    post: (path, body = {}) =>
      ask(`${base}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    async sign(member, proposal) {
      const { status, body } = await ask(`${url}/wallet/${member}/sign/${proposal}`, { method: 'POST' });
      if (status !== 200) throw new Error(JSON.stringify(body));
    },
    executeEarly: async (proposal) =>
      (await ask(`${url}/wallet/execute-early/${proposal}`, { method: 'POST' })).status,
    async replaceMember(member, key) {
      const { status, body } = await ask(`${url}/wallet/replace/${member}/${key}`, { method: 'POST' });
      if (status !== 200) throw new Error(JSON.stringify(body));
    },
    fault: (name, on = true) => setFault(plant, name, on),
    state: () => plant.read(),
    performed: () => plant.effects().map(({ effect }) => effect),
    advance,
    heal: () => plant.heal(),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}
