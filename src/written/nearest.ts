import { distance } from 'fastest-levenshtein';

/** Names that somebody may have meant, best first; none when nothing is close. */
export function nearestNames(wanted: string, names: Iterable<string>, count = 3): readonly string[] {
  const lower = wanted.toLowerCase();
  return (
    [...names]
      .map((name) => ({ name, distance: distanceTo(lower, name.toLowerCase()) }))
      .filter(({ name, distance }) => distance <= Math.max(2, Math.floor(name.length * 0.4)))
      // A name without any of its letters is another one, however short both are.
      .filter(({ name }) => [...name.toLowerCase()].some((letter) => lower.includes(letter)))
      .sort((a, b) => a.distance - b.distance || a.name.localeCompare(b.name))
      .slice(0, count)
      .map((candidate) => candidate.name)
  );
}

/** "Did you mean x?", or the first few that exist, or that there are none. */
export function suggestName(wanted: string, names: Iterable<string>): string {
  const all = [...names].sort();
  const [nearest] = nearestNames(wanted, all, 1);
  if (nearest !== undefined) return `Did you mean '${nearest}'?`;
  if (all.length === 0) return 'None is defined.';
  const shown = all.slice(0, 8).join(', ');
  return `Use one of: ${shown}${all.length > 8 ? `, … (${all.length} in total)` : ''}.`;
}

function distanceTo(wanted: string, name: string): number {
  // Half a name is a good guess for the whole: `reset` for `circuit-breaker/reset`.
  if (wanted.length >= 3 && name.split('/').includes(wanted)) return 1;
  return distance(wanted, name);
}
