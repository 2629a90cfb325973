import * as z from 'zod';

const SUGGESTION = 'Write a name such as UTC or Europe/Berlin.';

/** A time zone by its name. */
export const timeZone = z
  .string()
  .max(60)
  .refine(isTimeZone, { error: 'no time zone is called so', params: { suggestion: SUGGESTION } });

/** When a count begins anew: `00:00 UTC`, every day. */
export const timeOfDay = z
  .string()
  .max(60)
  .refine(
    (text) => {
      const match = /^(?:[01]\d|2[0-3]):[0-5]\d (?<zone>\S+)$/.exec(text);
      return match !== null && isTimeZone(match.groups?.zone ?? '');
    },
    { error: 'it is no time of a day with its zone', params: { suggestion: 'Write for example 00:00 UTC.' } },
  );

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
