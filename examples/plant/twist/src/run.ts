// Runs one script of the plant: `node run.ts <folder>/<script> [arguments]`. Every .sh file ends here.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeFlags, parseFlags, UsageError } from './arguments.ts';
import { hasFault } from './faults.ts';
import { type Call, EXIT, type Script, ScriptFailure, type Scripts } from './script.ts';
import { openPlant, type Plant } from './store.ts';

/** Length of one piece of work, in milliseconds, unless the script says otherwise. */
const WORK_MS = 400;
/** How long a child that the fault `fork` leaves behind lives if nobody ends it. */
const CHILD_SECONDS = 300;

const [path = '', ...argv] = process.argv.slice(2);
process.exitCode = await main(path, argv);

async function main(path: string, argv: readonly string[]): Promise<number> {
  const [folder = '', name = ''] = path.split('/');
  const { scripts } = (await import(`./scripts/${folder}.ts`)) as { scripts: Scripts };
  const script = scripts[name];
  if (script === undefined) throw new Error(`no script ${path}`);
  const usage = `usage: ${name} ${script.words ?? describeFlags(script.flags ?? {})}\n${script.summary}\n`;
  if (argv.includes('--help')) {
    process.stdout.write(usage);
    return EXIT.done;
  }
  try {
    return await runScript(script, argv);
  } catch (error) {
    if (error instanceof UsageError) return complain(`${error.message}\n${usage}`, EXIT.usage);
    if (error instanceof ScriptFailure) return complain(`${error.message}\n`, error.code);
    throw error;
  }
}

async function runScript(script: Script, argv: readonly string[]): Promise<number> {
  const flags = script.words === undefined ? parseFlags(script.flags ?? {}, argv) : new Map<string, string>();
  const plant = openPlant(stateFolder());
  await misbehave(plant);
  const { output, code } = await script.run(callOf(plant, flags, argv));
  process.stdout.write(typeof output === 'string' ? `${output}\n` : `${JSON.stringify(output)}\n`);
  return code ?? EXIT.done;
}

function callOf(plant: Plant, flags: ReadonlyMap<string, string>, words: readonly string[]): Call {
  const pace = Number(process.env.TWIST_PLANT_PACE ?? 1);
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
      if (hasFault(plant.read(), 'fail-halfway')) {
        throw new ScriptFailure(
          EXIT.diedHalfway,
          'connection to the RPC node lost in the middle of the work',
        );
      }
    },
  };
}

/** Plays the faults that concern every script. */
async function misbehave(plant: Plant): Promise<void> {
  const state = plant.read();
  if (hasFault(state, 'fork')) {
    const child = spawn('sleep', [String(CHILD_SECONDS)], { stdio: ['ignore', 'inherit', 'inherit'] });
    child.unref();
    process.stderr.write(`left a child behind: ${child.pid}\n`);
  }
  if (hasFault(state, 'hang')) {
    process.stderr.write('waiting for the RPC node\n');
    for (;;) await sleep(60_000);
  }
  if (hasFault(state, 'noisy')) {
    for (let line = 1; ; line += 1) {
      const accepted = process.stdout.write(
        `${line} retrying connection to the RPC node ${'.'.repeat(200)}\n`,
      );
      if (!accepted) await once(process.stdout, 'drain');
    }
  }
}

function stateFolder(): string {
  const folder = process.env.TWIST_PLANT_STATE;
  if (folder === undefined || folder === '') {
    throw new ScriptFailure(EXIT.noState, 'TWIST_PLANT_STATE is not set: name the state folder of the plant');
  }
  return folder;
}

function complain(message: string, code: number): number {
  process.stderr.write(message);
  return code;
}
