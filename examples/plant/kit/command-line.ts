import { parseArgs } from 'node:util';
import type { Switches } from './faults.ts';
import type { RunningServer } from './server.ts';
import type { BaseState } from './state.ts';
import type { Store } from './store.ts';

/** What `plant.ts` of a plant starts. */
export interface Commands<State extends BaseState> {
  /** Its name for people. */
  readonly name: string;
  /** Begins the names of its variables, as of `TWIST_PLANT_STATE`. */
  readonly prefix: string;
  readonly port: number;
  readonly switches: Switches;
  open(folder: string): Store<State>;
  switchFault(plant: Store<State>, name: string, on: boolean): void;
  /** Absent: its state alone is healed. */
  heal?(plant: Store<State>): void;
  /** Loaded when it is wanted, so that the other commands start fast. */
  serve(plant: Store<State>, port: number): Promise<RunningServer>;
}

const USAGE_ERROR = 64;
const UNAVAILABLE = 69;

/** `node plant.ts serve|fault|clock|state|heal`. Answers the exit code. */
export async function plantCommand<State extends BaseState>(commands: Commands<State>): Promise<number> {
  const { positionals, values } = readCommandLine();
  const [command, ...words] = positionals;
  const folder = values.state ?? process.env[`${commands.prefix}_PLANT_STATE`];
  if (folder === undefined || command === undefined) return misused(commands);
  const plant = commands.open(folder);
  if (command === 'serve') return serve(commands, plant, values);
  if (command === 'fault') return switchFault(commands, plant, words);
  if (command === 'clock') return moveClock(commands, plant, Number(words[0]));
  if (command === 'heal') {
    (commands.heal ?? ((broken) => broken.heal()))(plant);
    return 0;
  }
  if (command === 'state') {
    process.stdout.write(`${JSON.stringify(plant.read(), null, 2)}\n`);
    return 0;
  }
  return misused(commands);
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

async function serve<State extends BaseState>(
  commands: Commands<State>,
  plant: Store<State>,
  values: { readonly port?: string; readonly attached?: boolean },
): Promise<number> {
  const port = Number(values.port ?? commands.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return misused(commands);
  const server = await commands.serve(plant, port).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') return undefined;
    throw error;
  });
  if (server === undefined) {
    process.stderr.write(`port ${port} is taken: stop what listens there, or choose another with --port\n`);
    return UNAVAILABLE;
  }
  const stop = Promise.withResolvers<void>();
  process.once('SIGTERM', stop.resolve);
  process.once('SIGINT', stop.resolve);
  // The pipe ends with the process that started us, even by kill -9.
  if (values.attached === true) process.stdin.once('end', stop.resolve).resume();
  // Who reads this may end it at once.
  process.stdout.write(`plant of ${commands.name} at ${server.url}\n`);
  await stop.promise;
  // Whoever started us may hold the pipe open for as long as they wait for our end.
  process.stdin.pause();
  await server.stop();
  return 0;
}

function switchFault<State extends BaseState>(
  commands: Commands<State>,
  plant: Store<State>,
  [name = '', position = 'on']: readonly string[],
): number {
  const known = Object.hasOwn(commands.switches, name);
  if (!known || (position !== 'on' && position !== 'off')) return misused(commands);
  commands.switchFault(plant, name, position === 'on');
  return 0;
}

function moveClock<State extends BaseState>(
  commands: Commands<State>,
  plant: Store<State>,
  hours: number,
): number {
  if (!(hours > 0)) return misused(commands);
  plant.change((state) => {
    state.clockOffsetMs += hours * 3_600_000;
  });
  return 0;
}

function misused<State extends BaseState>({ port, prefix, switches }: Commands<State>): number {
  process.stderr.write(`usage: node plant.ts <command> [--state <folder>]

  serve [--port ${port}]     answer HTTP on 127.0.0.1 until stopped; with --attached also until standard input ends
  fault <name> [on|off]   turn a fault on (default) or off
  clock <hours>           move the plant's clock forward
  state                   print the state
  heal                    make everything healthy again; the effect log is kept

The state folder may also come from ${prefix}_PLANT_STATE.
Faults:
${Object.entries(switches)
  .map(([name, meaning]) => `  ${name.padEnd(20)} ${meaning}`)
  .join('\n')}
`);
  return USAGE_ERROR;
}
