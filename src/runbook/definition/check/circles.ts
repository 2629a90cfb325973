import type { Finding } from '../../../written/problem.ts';
import type { Check } from './check.ts';

/** What must be finished first, or is worked off with something, and leads back to where it began. */
export const checkCircles: Check = ({ checklists, schedules }) => [
  ...circlesIn(
    'checklists',
    'includes',
    mapped(checklists, ({ includes = [] }) => includes),
  ),
  ...circlesIn(
    'schedules',
    'onlyAfter',
    mapped(schedules, ({ onlyAfter }) => onlyAfter ?? []),
  ),
];

type Led = ReadonlyMap<string, readonly string[]>;

function mapped<T>(items: Readonly<Record<string, T>>, to: (item: T) => string | readonly string[]): Led {
  return new Map(Object.entries(items).map(([id, item]) => [id, [to(item)].flat()]));
}

function circlesIn(collection: string, key: string, led: Led): readonly Finding[] {
  return [...led.keys()]
    .filter((id) => leadsTo(led, id, id))
    .map((id) => ({
      path: [collection, id, key],
      message: `'${id}' leads back to itself by ${key}, so it would never come to an end.`,
      suggestion: 'Take one of them out.',
    }));
}

function leadsTo(led: Led, from: string, wanted: string): boolean {
  const seen = new Set<string>();
  const open = [...(led.get(from) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === wanted) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...(led.get(next) ?? []));
  }
  return false;
}
