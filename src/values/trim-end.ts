/**
 * A text without the characters at its end that `drop` takes. A regular expression such as /\n+$/ would try anew at each
 * of them wherever they stand, which is quadratic in a text that is full of them.
 * @param drop for one character.
 */
export function trimEnd(text: string, drop: (character: string) => boolean): string {
  let end = text.length;
  while (end > 0) {
    const start = isPair(text, end) ? end - 2 : end - 1;
    if (!drop(text.slice(start, end))) break;
    end = start;
  }
  return text.slice(0, end);
}

/** Whether the character before `end` is one of two halves. */
function isPair(text: string, end: number): boolean {
  return end > 1 && /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(end - 2, end));
}
