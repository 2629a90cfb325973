import { setNewest } from './newest.ts';

const LONGEST = 256 * 1024;

/**
 * Reads texts in JSON that are read again and again: the same text gives the same object, which nobody alters.
 * @param kept how many are remembered, those that were asked for last; long ones are parsed each time.
 */
export function parsedOnce<T>(kept: number): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const says = known.get(text) ?? (JSON.parse(text) as T);
    if (text.length <= LONGEST) setNewest(known, text, says, kept);
    return says;
  };
}
