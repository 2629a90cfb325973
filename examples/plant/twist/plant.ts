// The simulated TWIST system: `node plant.ts serve|fault|clock|state|heal`.
import { parseArgs } from 'node:util';
import { setFault } from './src/faults.ts';
import { FAULTS, healthyState, isFault } from './src/state.ts';
import { openPlant, type Plant } from './src/store.ts';

const USAGE = `usage: node plant.ts <command> [--state <folder>]

  serve [--port 4320]     answer HTTP on 127.0.0.1 until stopped; with --attached also until standard input ends
  fault <name> [on|off]   turn a fault on (default) or off
  clock <hours>           move the plant's clock forward
  state                   print the state
  heal                    make everything healthy again; the effect log is kept

The state folder may also come from TWIST_PLANT_STATE.
Faults:
${Object.entries(FAULTS)
  .map(([name, meaning]) => `  ${name.padEnd(20)} ${meaning}`)
  .join('\n')}
`;

const USAGE_ERROR = 64;
const UNAVAILABLE = 69;

process.exitCode = await main();

async function main(): Promise<number> {
  const { positionals, values } = readCommandLine();
  const [command, ...words] = positionals;
  const folder = values.state ?? process.env.TWIST_PLANT_STATE;
  if (folder === undefined || command === undefined) return misused(USAGE);
  const plant = openPlant(folder);
  if (command === 'serve') return serve(plant, Number(values.port ?? 4320), values.attached === true);
  if (command === 'fault') return switchFault(plant, words);
  if (command === 'clock') return moveClock(plant, Number(words[0]));
  if (command === 'heal') return heal(plant);
  if (command === 'state') {
    process.stdout.write(`${JSON.stringify(plant.read(), null, 2)}\n`);
    return 0;
  }
  return misused(USAGE);
}

function readCommandLine() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { state: { type: 'string' }, port: { type: 'string' }, attached: { type: 'boolean' } },
    });
  } catch (error) {
    if (error instanceof TypeError) return { positionals: [], values: {} };
    throw error;
  }
}

async function serve(plant: Plant, port: number, attached: boolean): Promise<number> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return misused(USAGE);
  // Loaded here alone, so that the other commands start fast.
  const { startServer } = await import('./src/server.ts');
  const server = await startServer(plant, port).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') return undefined;
    throw error;
  });
  if (server === undefined) {
    process.stderr.write(`port ${port} is taken: stop what listens there, or choose another with --port\n`);
    return UNAVAILABLE;
  }
  process.stdout.write(`plant of TWIST at ${server.url}\n`);
  const stop = Promise.withResolvers<void>();
  process.once('SIGTERM', stop.resolve);
  process.once('SIGINT', stop.resolve);
  // The pipe ends with the process that started us, even by kill -9.
  if (attached) process.stdin.once('end', stop.resolve).resume();
  await stop.promise;
  await server.stop();
  return 0;
}

function switchFault(plant: Plant, [name = '', position = 'on']: readonly string[]): number {
  if (!isFault(name) || (position !== 'on' && position !== 'off')) return misused(USAGE);
  plant.change((state, { now }) => setFault(state, name, position === 'on', now));
  return 0;
}

function moveClock(plant: Plant, hours: number): number {
  if (!(hours > 0)) return misused(USAGE);
  plant.change((state) => {
    state.clockOffsetMs += hours * 3_600_000;
  });
  return 0;
}

function heal(plant: Plant): number {
  plant.change((state, { now }) => {
    const { effectCount, unlogged, clockOffsetMs } = state;
    Object.assign(state, healthyState(now), { effectCount, unlogged, clockOffsetMs });
  });
  return 0;
}

function misused(usage: string): number {
  process.stderr.write(usage);
  return USAGE_ERROR;
}
