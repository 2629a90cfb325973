// What the server wrote of a moment: exact, and how far away it was then. See time-text.ts.
const MOMENT =
  /\b(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) UTC\b(?: \((?:in \d+(?:\.\d)? (?:days?|h|min|m?s)(?: \d+ (?:h|min|s))?|past)\))?/g;

/**
 * A text as what stands between moments, and the moments.
 * @param {string} text
 * @returns {readonly (string | Date)[]}
 */
export function momentsIn(text) {
  /** @type {(string | Date)[]} */
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(MOMENT)) {
    const at = new Date(`${match[1]}T${match[2]}Z`);
    // 30 February is no day, and would be shown as another.
    if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== match[1]) continue;
    parts.push(text.slice(end, match.index), at);
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)].filter((part) => part !== '');
}
