const ELLIPSIS = '…';

/** At most `limit` UTF-16 units, never splitting a character; a cut shows as an ellipsis. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${firstOf(text, limit - ELLIPSIS.length)}${ELLIPSIS}`;
}

/** The first `count` UTF-16 units, without the half of a character at the cut. */
export function firstOf(text: string, count: number): string {
  const first = text.slice(0, Math.max(0, count));
  return first.length < text.length && /[\ud800-\udbff]$/.test(first) ? first.slice(0, -1) : first;
}

/** The last `count` UTF-16 units, without the half of a character at the cut. */
export function lastOf(text: string, count: number): string {
  const last = text.slice(Math.max(0, text.length - Math.max(0, count)));
  return last.length < text.length && /^[\udc00-\udfff]/.test(last) ? last.slice(1) : last;
}
