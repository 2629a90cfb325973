import type { QuietHours } from '../../config/config.ts';

const MINUTE_MS = 60_000;
const DAY = 24 * 60;
/** Clocks are set at quarter hours of UTC: within one, the time of day goes as it does everywhere. */
const QUARTER_MS = 15 * MINUTE_MS;

/**
 * When the quiet hours end in which a moment lies: the first minute after it that is in none. In a night in which the clocks
 * skip the time at which they would end, that is when they skip it. Undefined when the moment lies in none.
 */
export function quietUntil(quiet: QuietHours | null, now: Date): Date | undefined {
  if (quiet === null || leftOf(quiet, now) === 0) return undefined;
  let at = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
  for (let left = leftOf(quiet, now); left > 0; left = leftOf(quiet, new Date(at)))
    at += Math.min(left * MINUTE_MS, QUARTER_MS - (at % QUARTER_MS));
  return new Date(at);
}

/** Minutes until their end by the clock on the wall; 0 outside of them. */
function leftOf({ from, to, zone }: QuietHours, at: Date): number {
  const minute = minuteOfDay(zone, at);
  const isQuiet = from < to ? minute >= from && minute < to : minute >= from || minute < to;
  return isQuiet ? (to - minute + DAY) % DAY : 0;
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
