import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { UNITS, type UnitName } from './state.ts';
import type { Plant } from './store.ts';

/** How long a unit has to end by itself before it is killed. */
const GRACE_MS = 1_500;

export interface Ports {
  readonly trader: number;
  readonly dashboard: number;
}

/** Runs the units of the host as processes, as systemd does: its tools only ask. */
export interface Daemon {
  start(unit: UnitName, byHand: boolean): Promise<void>;
  stop(unit: UnitName): Promise<void>;
  /** Ends all processes; that they run is kept, so that they are started again with the daemon. */
  end(): Promise<void>;
}

export function createDaemon(plant: Plant, ports: Ports): Daemon {
  const children = new Map<UnitName, ChildProcess>();

  function run(unit: UnitName, byHand: boolean): ChildProcess {
    const file = unit === 'quant-trader' ? 'trader.ts' : 'unit.ts';
    const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url)), unit], {
      env: {
        ...process.env,
        QUANT_PLANT_STATE: plant.folder,
        QUANT_TRADER_PORT: String(ports.trader),
        QUANT_DASHBOARD_PORT: String(ports.dashboard),
        QUANT_STARTED_BY_HAND: byHand ? '1' : '0',
      },
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    child.once('exit', () => {
      if (children.get(unit) !== child) return;
      children.delete(unit);
      // It ended by itself, or somebody killed it.
      note(plant, unit, { active: false, pid: null });
    });
    return child;
  }

  async function end(unit: UnitName): Promise<void> {
    const child = children.get(unit);
    children.delete(unit);
    if (child === undefined) return;
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await Promise.race([exit, sleep(GRACE_MS, undefined, { ref: false })]);
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await exit;
  }

  return {
    async start(unit, byHand) {
      if (children.has(unit)) return;
      const child = run(unit, byHand);
      children.set(unit, child);
      note(plant, unit, { active: true, pid: child.pid ?? null });
    },
    async stop(unit) {
      await end(unit);
      note(plant, unit, { active: false, pid: null });
    },
    async end() {
      await Promise.all(UNITS.map(end));
    },
  };
}

function note(
  plant: Plant,
  unit: UnitName,
  { active, pid }: { readonly active: boolean; readonly pid: number | null },
): void {
  plant.change((state, { now, effect }) => {
    if (state.units[unit].active !== active) effect(active ? 'unit.start' : 'unit.stop', { unit });
    state.units[unit] = { active, pid, since: now.toISOString() };
  });
}
