const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** Milliseconds for people: `30 min`, `1 h 30 min`, `48 h`, `7 d`. */
export function durationWords(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  // Up to two days people count in hours: 48 h, not 2 d.
  const units = ms <= 172_800_000 ? UNITS.slice(1) : UNITS;
  const parts: string[] = [];
  let rest = ms;
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.join(' ');
}
