import { UsageError } from '../../../kit/arguments.ts';
import { unitProperties, withoutManners } from '../../../kit/unit.ts';
import { type Answer, type Call, EXIT, type Script, ScriptFailure } from '../script.ts';
import { UNITS, type UnitName } from '../state.ts';

const INACTIVE = 3;
const UNKNOWN_UNIT = 4;

const systemctl: Script = {
  summary: 'Stands for systemctl: the three units of the host and nothing else.',
  words: 'status|is-active|show|start|stop|restart <unit>… [--no-pager] [--no-block]',
  run: (call) => {
    const [verb, ...names] = withoutManners(call.words);
    if (verb === 'show') return shown(call, names[0] ?? '');
    const units = names.map(unitOf);
    if (verb === undefined || units.length === 0) throw new UsageError('a verb and a unit');
    if (verb === 'is-active') return states(call, units, (_, active) => (active ? 'active' : 'inactive'));
    if (verb === 'status') return states(call, units, described);
    if (!['start', 'stop', 'restart'].includes(verb)) throw new UsageError(`unknown verb: ${verb}`);
    return change(call, verb, units);
  },
};

function shown({ plant }: Call, name: string): Answer {
  const unit = UNITS.find((each) => each === name.replace(/\.service$/, ''));
  const kept = unit && plant.read().units[unit];
  const found = kept && { ...kept, state: kept.active ? ('active' as const) : ('inactive' as const) };
  return { output: unitProperties(found, plant.now()) };
}

function states(
  { plant }: Call,
  units: readonly UnitName[],
  describe: (unit: UnitName, active: boolean, pid: number | null) => string,
): Answer {
  const state = plant.read().units;
  const output = units.map((unit) => describe(unit, state[unit].active, state[unit].pid)).join('\n');
  return { output, code: units.every((unit) => state[unit].active) ? EXIT.done : INACTIVE };
}

function described(unit: UnitName, active: boolean, pid: number | null): string {
  return [
    `${active ? '●' : '○'} ${unit}.service`,
    `     Active: ${active ? 'active (running)' : 'inactive (dead)'}`,
    ...(pid === null ? [] : [`   Main PID: ${pid} (node)`]),
  ].join('\n');
}

async function change({ plant }: Call, verb: string, units: readonly UnitName[]): Promise<Answer> {
  if (process.env.QUANT_PLANT_ROOT !== '1') {
    throw new ScriptFailure(EXIT.failed, `Failed to ${verb}: Interactive authentication required.`);
  }
  const { url } = plant.read();
  for (const unit of units) {
    const response = await fetch(`${url}/systemd/${verb}/${unit}`, { method: 'POST' }).catch(() => undefined);
    if (response?.ok !== true)
      throw new ScriptFailure(EXIT.failed, 'Failed to connect to bus: Connection refused');
  }
  return { output: '' };
}

function unitOf(name: string): UnitName {
  const unit = UNITS.find((each) => each === name.replace(/\.service$/, ''));
  if (unit === undefined) throw new ScriptFailure(UNKNOWN_UNIT, `Unit ${name} could not be found.`);
  return unit;
}

export const tools: Readonly<Record<string, Script>> = { systemctl };
