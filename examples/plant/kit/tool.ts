import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeFlags, parseFlags, UsageError } from './arguments.ts';
import { type Call, EXIT, type Script, ScriptFailure } from './script.ts';
import type { BaseState } from './state.ts';
import type { Store } from './store.ts';

/** Length of one piece of work, in milliseconds, unless the script says otherwise. */
const WORK_MS = 400;
/** How long a child that the fault `fork` leaves behind lives if nobody ends it. */
const CHILD_SECONDS = 300;

/** Where a tool finds its plant. */
export interface Bench<State extends BaseState> {
  /** Begins the names of its variables: TWIST reads TWIST_PLANT_STATE and TWIST_PLANT_PACE. */
  readonly prefix: string;
  open(folder: string): Store<State>;
}

/** Runs one script with its arguments, to its end. Answers its exit code. */
export async function runTool<State extends BaseState>(
  bench: Bench<State>,
  { name, script }: { readonly name: string; readonly script: Script<State> },
  argv: readonly string[],
): Promise<number> {
  const usage = `usage: ${name} ${script.words ?? describeFlags(script.flags ?? {})}\n${script.summary}\n`;
  if (argv.includes('--help')) {
    process.stdout.write(usage);
    return EXIT.done;
  }
  try {
    return await runScript(bench, script, argv);
  } catch (error) {
    if (error instanceof UsageError) return complain(`${error.message}\n${usage}`, EXIT.usage);
    if (error instanceof ScriptFailure) return complain(`${error.message}\n`, error.code);
    throw error;
  }
}

async function runScript<State extends BaseState>(
  bench: Bench<State>,
  script: Script<State>,
  argv: readonly string[],
): Promise<number> {
  const flags = script.words === undefined ? parseFlags(script.flags ?? {}, argv) : new Map<string, string>();
  const plant = bench.open(stateFolder(bench.prefix));
  await misbehave(plant);
  const pace = Number(process.env[`${bench.prefix}_PLANT_PACE`] ?? 1);
  const { output, code } = await script.run(callOf({ plant, flags, words: argv, pace }));
  process.stdout.write(typeof output === 'string' ? `${output}\n` : `${JSON.stringify(output)}\n`);
  return code ?? EXIT.done;
}

function callOf<State extends BaseState>({
  plant,
  flags,
  words,
  pace,
}: {
  readonly plant: Store<State>;
  readonly flags: ReadonlyMap<string, string>;
  readonly words: readonly string[];
  readonly pace: number;
}): Call<State> {
  return {
    plant,
    words,
    flag: (name) => flags.get(name),
    text: (name) => {
      const value = flags.get(name);
      if (value === undefined) throw new UsageError(`missing: --${name}`);
      return value;
    },
    progress: async (line, ms = WORK_MS) => {
      process.stderr.write(`${line}\n`);
      await sleep(ms * pace);
    },
    print: (line) => void process.stdout.write(`${line}\n`),
    halfway: () => {
      if (plant.read().faults.includes('fail-halfway')) {
        throw new ScriptFailure(
          EXIT.diedHalfway,
          'connection to the RPC node lost in the middle of the work',
        );
      }
    },
  };
}

/** Plays the faults that concern every script. */
async function misbehave(plant: Store<BaseState>): Promise<void> {
  const { faults } = plant.read();
  if (faults.includes('fork')) {
    const child = spawn('sleep', [String(CHILD_SECONDS)], { stdio: ['ignore', 'inherit', 'inherit'] });
    child.unref();
    process.stderr.write(`left a child behind: ${child.pid}\n`);
  }
  if (faults.includes('hang')) {
    process.stderr.write('waiting for the RPC node\n');
    for (;;) await sleep(60_000);
  }
  if (faults.includes('noisy')) {
    for (let line = 1; ; line += 1) {
      const accepted = process.stdout.write(
        `${line} retrying connection to the RPC node ${'.'.repeat(200)}\n`,
      );
      if (!accepted) await once(process.stdout, 'drain');
    }
  }
}

function stateFolder(prefix: string): string {
  const folder = process.env[`${prefix}_PLANT_STATE`];
  if (folder === undefined || folder === '') {
    throw new ScriptFailure(
      EXIT.noState,
      `${prefix}_PLANT_STATE is not set: name the state folder of the plant`,
    );
  }
  return folder;
}

function complain(message: string, code: number): number {
  process.stderr.write(message);
  return code;
}
