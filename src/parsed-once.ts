import { setNewest } from './newest.ts';

const LONGEST = 256 * 1024;

/** Texts in JSON that are read again and again, and never say anything else. */
export interface ParsedOnce<T> {
  /** What a text says. The same text gives the same object, which nobody alters. @throws SyntaxError when it is not JSON. */
  read(text: string): T;
  /** Whoever makes a text knows what it says. */
  know(text: string, says: T): void;
}

/** @param kept how many of them are remembered, the newest; long ones are parsed each time. */
export function parsedOnce<T>(kept: number): ParsedOnce<T> {
  const known = new Map<string, T>();
  const know = (text: string, says: T): void => {
    if (text.length <= LONGEST) setNewest(known, text, says, kept);
  };
  return {
    know,
    read(text) {
      const before = known.get(text);
      if (before !== undefined) return before;
      const says = JSON.parse(text) as T;
      know(text, says);
      return says;
    },
  };
}
