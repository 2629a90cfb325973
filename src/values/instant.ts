/** RFC 3339, section 5.6, and seconds may be left out. */
const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(?:[Zz]|[+-](\d{2}):(\d{2}))$/;

/** The moment that a text names with its zone; undefined when it names none: no zone, no such day, or nonsense. */
export function readInstant(text: string): Date | undefined {
  const parts = INSTANT.exec(text)
    ?.slice(1)
    .map((part) => Number(part ?? 0));
  if (parts === undefined) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zoneHours = 0, zoneMinutes = 0] =
    parts;
  if (hour > 23 || minute > 59 || second > 59 || zoneHours > 23 || zoneMinutes > 59) return undefined;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  const moment = new Date(text.toUpperCase().replace(' ', 'T'));
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

/** Nanoseconds of a moment since 1970: as exact as RFC 3339 is written here. Undefined as of {@link readInstant}. */
export function nanosecondsOf(text: string): bigint | undefined {
  // What is no moment as a whole may be one without its fraction.
  if (readInstant(text) === undefined) return undefined;
  const fraction = /\.(\d{1,9})/.exec(text);
  const second = readInstant(fraction === null ? text : text.replace(fraction[0], ''));
  if (second === undefined) return undefined;
  return BigInt(second.getTime()) * 1_000_000n + BigInt((fraction?.[1] ?? '').padEnd(9, '0'));
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
