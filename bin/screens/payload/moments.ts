const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const SHORT_DAY = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', timeZone: 'UTC' });
const CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' });
const SECONDS = new Intl.DateTimeFormat('en-US', { timeStyle: 'medium', timeZone: 'UTC' });
const AWAY = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** `22 November 2026 03:05`, as Discord writes `<t:…:f>`. @param seconds of the Unix epoch, shown in UTC */
export function longMoment(seconds: number): string {
  const at = new Date(seconds * 1_000);
  return `${DAY.format(at)} ${CLOCK.format(at)}`;
}

/** `in 25 minutes`, as Discord writes `<t:…:R>`. */
export function fromNow(seconds: number, now: Date): string {
  const away = seconds - now.getTime() / 1_000;
  const [unit, size] = UNITS.find(([, least]) => Math.abs(away) >= least) ?? (['second', 1] as const);
  return AWAY.format(Math.round(away / size), unit);
}

/** `Today, 3:05:00 AM`, as Slack writes `{date_short_pretty}, {time_secs}`. */
export function prettyMoment(seconds: number, now: Date): string {
  const at = new Date(seconds * 1_000);
  const days = Math.floor(seconds / 86_400) - Math.floor(now.getTime() / 86_400_000);
  const day = Math.abs(days) <= 1 ? AWAY.format(days, 'day') : SHORT_DAY.format(at);
  return `${day.slice(0, 1).toUpperCase()}${day.slice(1)}, ${SECONDS.format(at)}`;
}

/** `03:05`, for the head of a message. */
export function clockTime(at: Date): string {
  return CLOCK.format(at);
}
