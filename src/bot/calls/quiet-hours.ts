import type { QuietHours } from '../../config/config.ts';

const MINUTE_MS = 60_000;
const DAY = 24 * 60;

/** When the quiet hours end in which a moment lies; undefined when it lies in none. */
export function quietUntil(quiet: QuietHours | null, now: Date): Date | undefined {
  if (quiet === null) return undefined;
  const minute = minuteOfDay(quiet.zone, now);
  const isQuiet =
    quiet.from < quiet.to
      ? minute >= quiet.from && minute < quiet.to
      : minute >= quiet.from || minute < quiet.to;
  if (!isQuiet) return undefined;
  const begun = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
  const end = new Date(begun + ((quiet.to - minute + DAY) % DAY) * MINUTE_MS);
  // In a night in which the clocks are set, the end is an hour away from there.
  const off = ((quiet.to - minuteOfDay(quiet.zone, end) + DAY * 1.5) % DAY) - DAY / 2;
  return new Date(end.getTime() + off * MINUTE_MS);
}

function minuteOfDay(zone: string, at: Date): number {
  const parts = formatOf(zone).formatToParts(at);
  const numberOf = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((part) => part.type === type)?.value);
  return numberOf('hour') * 60 + numberOf('minute');
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  });
  formats.set(zone, made);
  return made;
}
