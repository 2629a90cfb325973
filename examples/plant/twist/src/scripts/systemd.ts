import { UsageError } from '../../../kit/arguments.ts';
import { unitProperties, withoutManners } from '../../../kit/unit.ts';
import { journalLine, journalLines } from '../journal.ts';
import { type Answer, type Call, EXIT, type Script, ScriptFailure, type Scripts } from '../script.ts';
import { type PlantState, UNITS, type UnitName } from '../state.ts';
import type { Change } from '../store.ts';
import { restartUnit, setUnit } from '../units.ts';

const INACTIVE = 3;
const UNKNOWN_UNIT = 4;
const FOLLOW_EVERY_MS = 1_000;

type Verb = 'start' | 'stop' | 'restart';

const systemctl: Script = {
  summary: 'Stands for systemctl: the three units of TWIST and nothing else.',
  words: 'status|is-active|show|start|stop|restart <unit> [--no-pager] [--no-block]',
  run: async (call) => {
    const [verb, name, ...rest] = withoutManners(call.words);
    if (verb === undefined || name === undefined || rest.length > 0)
      throw new UsageError('one verb and one unit');
    if (verb === 'show') return shown(call, name);
    const unit = unitOf(name);
    if (verb === 'is-active') return unitState(call, unit, (active) => (active ? 'active' : 'inactive'));
    if (verb === 'status') return unitState(call, unit, (active, since) => describeUnit(unit, active, since));
    if (verb !== 'start' && verb !== 'stop' && verb !== 'restart')
      throw new UsageError(`unknown verb: ${verb}`);
    if (process.env.TWIST_PLANT_ROOT !== '1') {
      throw new ScriptFailure(
        EXIT.failed,
        `Failed to ${verb} ${unit}.service: Interactive authentication required.`,
      );
    }
    await call.progress(`${verb} ${unit}.service`, 200);
    call.plant.change((state, change) => apply(verb, unit, state, change));
    return { output: `${unit}.service: ${verb} done` };
  },
};

function shown({ plant }: Call, name: string): Answer {
  const unit = UNITS.find((each) => each === name.replace(/\.service$/, ''));
  const kept = unit && plant.read().units[unit];
  const found = kept && {
    state: kept.active ? ('active' as const) : ('inactive' as const),
    since: kept.since,
  };
  return { output: unitProperties(found, plant.now()) };
}

function apply(verb: Verb, unit: UnitName, state: PlantState, change: Change): void {
  if (verb !== 'stop' && state.operations.paused) {
    throw new ScriptFailure(EXIT.failed, `Job for ${unit}.service failed: operations are paused.`);
  }
  if (verb === 'restart') restartUnit(state, unit, change);
  else setUnit(state, unit, verb === 'start', change);
}

function unitState(call: Call, unit: UnitName, describe: (active: boolean, since: string) => string): Answer {
  const { active, since } = call.plant.read().units[unit];
  return { output: describe(active, since), code: active ? EXIT.done : INACTIVE };
}

function describeUnit(unit: UnitName, active: boolean, since: string): string {
  const state = active ? 'active (running)' : 'inactive (dead)';
  return [
    `${active ? '●' : '○'} ${unit}.service - TWIST ${unit.replace('twist-', '')} bot`,
    `     Loaded: loaded (/etc/systemd/system/${unit}.service; enabled)`,
    `     Active: ${state} since ${since}`,
  ].join('\n');
}

function unitOf(name: string): UnitName {
  const unit = UNITS.find((each) => each === name.replace(/\.service$/, ''));
  if (unit === undefined) {
    throw new ScriptFailure(UNKNOWN_UNIT, `Unit ${name} could not be found.`);
  }
  return unit;
}

const journalctl: Script = {
  summary: 'Stands for journalctl: the log of one unit. With -f it never ends.',
  words: '-u <unit> [-n <lines>] [--no-pager] [-f]',
  run: async (call) => {
    const { unit, lines, follow } = journalArguments(call);
    const { plant } = call;
    const output = journalLines(plant, unit, lines, plant.now()).join('\n');
    if (!follow) return { output };
    call.print(output);
    for (;;) {
      await call.progress('', FOLLOW_EVERY_MS);
      call.print(journalLine(unit, plant.now()));
    }
  },
};

function journalArguments(call: Call): { unit: UnitName; lines: number; follow: boolean } {
  const words = [...call.words];
  let unit: UnitName | undefined;
  let lines = 10;
  let follow = false;
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word.startsWith('--unit=')) unit = unitOf(word.slice('--unit='.length));
    else if (word.startsWith('--lines=')) lines = Number(word.slice('--lines='.length));
    else if (word === '-u') unit = unitOf(words.shift() ?? '');
    else if (word === '-n') lines = Number(words.shift());
    else if (word === '-f') follow = true;
    else if (word !== '--no-pager' && word !== '--quiet') throw new UsageError(`unknown argument: ${word}`);
  }
  if (unit === undefined) throw new UsageError('missing: -u <unit>');
  if (!Number.isInteger(lines) || lines < 1 || lines > 10_000) throw new UsageError('-n must be 1 to 10000');
  return { unit, lines, follow };
}

export const scripts: Scripts = { systemctl, journalctl };
