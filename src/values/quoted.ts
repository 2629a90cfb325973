/** Marks that read as the end (or the beginning) of a quotation. */
const MARKS = /["“”„‟«»″‶❝❞〝〞〟＂]/gu;

/** Characters of somebody's words that a sentence has room for; whoever quotes more of them shows the whole elsewhere. */
const IN_SENTENCE = 160;

/**
 * Words of a person or a program inside a sentence of ours: in one line, only so long, and in quotation marks that nothing in
 * them can close.
 * @param limit characters between the marks.
 */
export function quoted(words: string, limit: number = IN_SENTENCE): string {
  const line = inOneLine(words);
  const characters = [...line];
  return `“${characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : line}”`;
}

/** Whether a sentence that quotes these words shows only their beginning. */
export function isQuotedInPart(words: string): boolean {
  return [...inOneLine(words)].length > IN_SENTENCE;
}

function inOneLine(words: string): string {
  return words.replace(/\s+/gu, ' ').trim().replace(MARKS, "'");
}

const VALUE_LIMIT = 400;

/** A value that was filled into a sentence of ours. Numbers and truth values say nothing and stand as they are. */
export function saidValue(value: string): string {
  return /^(?:-?\d[\d.,_]{0,40}|true|false)$/.test(value) ? value : quoted(value, VALUE_LIMIT);
}
