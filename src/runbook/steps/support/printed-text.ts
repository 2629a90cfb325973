import { rendered } from '../../../terminal/render.ts';
import { isBlank } from '../../../values/characters.ts';

/** Characters of a text that is a value: what is longer is no value, but something to look for one in. */
const LONGEST = 8_000;

/** What a program printed, as one value; or why it is none, in words that stand as a sentence of their own. */
export type PrintedText = { readonly text: string } | { readonly problem: string };

/** All that was printed, as a terminal would show it, without the space around it. Nothing at all is no value. */
export function printedText(stdout: string, dropped: number): PrintedText {
  if (dropped > 0) return { problem: 'its output was too long to be kept' };
  const text = rendered(stdout).trim();
  if (isBlank(text)) return { problem: 'it printed nothing' };
  if (text.length <= LONGEST) return { text };
  const length = text.length.toLocaleString('en');
  return {
    problem: `it printed ${length} characters, and a text has at most ${LONGEST.toLocaleString('en')}`,
  };
}

/** The field of a result. */
export function textBy(printed: PrintedText | undefined): { readonly text?: string } {
  return printed !== undefined && 'text' in printed ? { text: printed.text } : {};
}
