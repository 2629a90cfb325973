import type { UnitName } from './state.ts';
import type { Plant } from './store.ts';

const CHECK_EVERY_MS = 60_000;

const MESSAGES: Record<UnitName, string> = {
  'twist-decay': 'next decay scheduled for 00:00 UTC',
  'twist-buyback': 'checked price against floor: 1.01x, nothing to buy',
  'twist-arbitrage': 'no opportunity above 100 USD',
};

/** One ordinary line of a unit's log. */
export function journalLine(unit: UnitName, at: Date): string {
  return line(unit, at.toISOString(), MESSAGES[unit]);
}

/** The newest lines of a unit's log, oldest first: its starts and stops, and a check each minute. */
export function journalLines(plant: Plant, unit: UnitName, count: number, now: Date): string[] {
  const { active, since } = plant.read().units[unit];
  const last = active ? now.getTime() : Date.parse(since);
  const checks = Array.from({ length: count }, (_, index) =>
    journalLine(unit, new Date(Math.floor(last / CHECK_EVERY_MS - index) * CHECK_EVERY_MS)),
  );
  const changes = plant
    .effects()
    .filter((effect) => effect.unit === unit)
    .map((effect) => line(unit, effect.at, `systemd: ${effect.effect}`));
  return [...checks, ...changes].sort().slice(-count);
}

function line(unit: UnitName, at: string, text: string): string {
  return `${at} twist-ops ${unit}[1184]: ${text}`;
}
