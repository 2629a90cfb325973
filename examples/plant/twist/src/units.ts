import { hasFault } from './faults.ts';
import type { PlantState, UnitName } from './state.ts';
import type { Change } from './store.ts';

export const BUYBACK_LIMIT_USDC = 50_000;
const BUYBACK_USDC_PER_HOUR = 1_450;
const OVERSPENT_USDC = 51_200;

/** Starts or stops a unit. Returns false, and does nothing, when it already is what it should be. */
export function setUnit(state: PlantState, name: UnitName, active: boolean, change: Change): boolean {
  if (state.units[name].active === active) return false;
  countBuyback(state, change.now);
  state.units[name] = { active, since: change.now.toISOString() };
  change.effect(active ? 'unit.start' : 'unit.stop', { unit: name });
  return true;
}

export function restartUnit(state: PlantState, name: UnitName, change: Change): void {
  countBuyback(state, change.now);
  state.units[name] = { active: true, since: change.now.toISOString() };
  change.effect('unit.restart', { unit: name });
}

/** USDC that the buyback bot spent since 00:00 UTC. */
export function buybackSpentToday(state: PlantState, now: Date): number {
  if (hasFault(state, 'overspend')) return OVERSPENT_USDC;
  const today = now.toISOString().slice(0, 10);
  const { day, spentUsdc, countedFrom } = state.buyback;
  const base = day === today ? spentUsdc : 0;
  if (!state.units['twist-buyback'].active) return base;
  const from = Math.max(Date.parse(countedFrom), Date.parse(`${today}T00:00:00Z`));
  const hours = Math.max(0, now.getTime() - from) / 3_600_000;
  return Math.min(BUYBACK_LIMIT_USDC, Math.round(base + hours * BUYBACK_USDC_PER_HOUR));
}

function countBuyback(state: PlantState, now: Date): void {
  const spentUsdc = buybackSpentToday(state, now);
  state.buyback = { day: now.toISOString().slice(0, 10), spentUsdc, countedFrom: now.toISOString() };
}
