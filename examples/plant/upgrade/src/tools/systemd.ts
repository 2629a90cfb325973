import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../../../kit/arguments.ts';
import { unitProperties, withoutManners } from '../../../kit/unit.ts';
import { readWords } from '../../../kit/words.ts';
import { logOf } from '../host.ts';
import { type Answer, type Call, EXIT, type Script, ScriptFailure } from '../script.ts';
import { UNITS, type UnitName } from '../state.ts';
import { isVerb, type Said, type Verb } from '../supervisor.ts';

const INACTIVE = 3;
const UNKNOWN_UNIT = 4;

const systemctl: Script = {
  summary: 'Stands for systemctl: the units upgrade-manager and postgresql.',
  words: 'status|is-active|show|start|stop|restart <unit> [--no-pager] [--no-block]',
  run: async (call) => {
    const [verb = '', name = ''] = readWords(withoutManners(call.words), {}).plain;
    if (verb === 'show') return shown(call, name);
    const unit = unitOf(name);
    if (verb === 'is-active' || verb === 'status') return stateOf(call, unit, verb === 'status');
    if (!isVerb(verb)) throw new UsageError(`unknown verb: ${verb}`);
    if (process.env.UPGRADE_PLANT_ROOT !== '1')
      throw new ScriptFailure(
        EXIT.failed,
        `Failed to ${verb} ${unit}.service: Interactive authentication required.`,
      );
    const { code, output } = await ask(call, verb, unit);
    return { code, output };
  },
};

function shown({ plant }: Call, name: string): Answer {
  const unit = UNITS.find((each) => each === name.replace(/\.service$/, ''));
  return { output: unitProperties(unit && plant.read().units[unit], plant.now()) };
}

function stateOf({ plant }: Call, unit: UnitName, isLong: boolean): Answer {
  const { state, since } = plant.read().units[unit];
  const code = state === 'active' ? EXIT.done : INACTIVE;
  if (!isLong) return { output: state, code };
  const words = {
    active: 'active (running)',
    inactive: 'inactive (dead)',
    failed: 'failed (Result: exit-code)',
  };
  return {
    output: [
      `${state === 'active' ? '●' : '○'} ${unit}.service`,
      `     Loaded: loaded (/etc/systemd/system/${unit}.service; enabled)`,
      `     Active: ${words[state]} since ${since}`,
    ].join('\n'),
    code,
  };
}

/** The plant runs the units; without it there is no systemd. */
async function ask({ plant }: Call, verb: Verb, unit: UnitName): Promise<Said> {
  const response = await fetch(`${plant.read().places.plant}/systemd/${verb}/${unit}`, {
    method: 'POST',
  }).catch(() => {
    throw new ScriptFailure(EXIT.failed, 'Failed to connect to bus: Connection refused');
  });
  return (await response.json()) as Said;
}

function unitOf(name: string): UnitName {
  const unit = UNITS.find((each) => each === name.replace(/\.service$/, ''));
  if (unit === undefined) throw new ScriptFailure(UNKNOWN_UNIT, `Unit ${name}.service could not be found.`);
  return unit;
}

const journalctl: Script = {
  summary: 'Stands for journalctl: the log of one unit. With -f it never ends.',
  words: '-u <unit> [-n <lines>] [--since <time>] [--no-pager] [-f]',
  run: async ({ words, plant, print }) => {
    const options = readWords(words, {
      flags: ['--no-pager', '--quiet', '-f'],
      values: ['-u', '--unit', '-n', '--lines', '--since'],
    });
    const unit = unitOf(options.value('-u') ?? options.value('--unit') ?? '');
    const count = Number(options.value('-n') ?? options.value('--lines') ?? 1_000);
    if (!Number.isInteger(count) || count < 1) throw new UsageError('-n must be a number above 0');
    const path = logOf(plant.folder, unit);
    const lines = existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
    const output = lines
      .slice(-count)
      .map((line) => `${unit}[1184]: ${line}`)
      .join('\n');
    if (!options.has('-f')) return { output };
    print(output);
    for (;;) await sleep(60_000);
  },
};

export const tools = { systemctl, journalctl };
