/** Between the beginning and the end of what a terminal takes as one string; no control character may stand there. */
const BODY = String.raw`[^\x00-\x1f\x7f-\x9f]{0,4096}`;
const PARAMETERS = String.raw`[\x20-\x3f]{0,4096}`;

/**
 * Control sequences of terminals (ECMA-48): CSI, the strings OSC, DCS, SOS, PM and APC, and short escapes. Of a string that never
 * ends only the beginning is one. Linear: no part can match what another begins with.
 */
export const SEQUENCE = [
  String.raw`\x1b\[${PARAMETERS}[\x40-\x7e]`,
  String.raw`\x1b[\]PX^_]${BODY}(?:\x07|\x1b\\|\x9c)`,
  String.raw`\x1b[\x20-\x2f]{0,8}[\x30-\x7e]`,
  String.raw`\x9b${PARAMETERS}[\x40-\x7e]`,
  String.raw`[\x90\x98\x9d-\x9f]${BODY}(?:\x07|\x1b\\|\x9c)`,
].join('|');

const UNFINISHED = new RegExp(
  String.raw`(?:\x1b(?:[\x20-\x2f]{0,8}|\[${PARAMETERS}|[\]PX^_]${BODY}\x1b?)|\x9b${PARAMETERS}|[\x90\x98\x9d-\x9f]${BODY}\x1b?)$`,
  'y',
);
/** Longer ones are no sequences. */
const LONGEST = 4_200;

/** Where a sequence begins at the end of a text that the next piece may finish; undefined when none does. */
export function unfinishedSequence(text: string): number | undefined {
  for (let at = text.length - 1; at >= Math.max(0, text.length - LONGEST); at -= 1) {
    const unit = text.charCodeAt(at);
    if (unit !== 0x1b && (unit < 0x90 || unit > 0x9f)) continue;
    // The end of a string is an escape itself: what it ends is looked at first.
    if (unit === 0x1b && at === text.length - 1 && beginsEarlier(text, at)) continue;
    UNFINISHED.lastIndex = at;
    return UNFINISHED.test(text) ? at : undefined;
  }
  return undefined;
}

/** Whether the escape at the very end of a text stands in a string that began before it. */
function beginsEarlier(text: string, end: number): boolean {
  for (let at = end - 1; at >= Math.max(0, end - LONGEST); at -= 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x20 && (unit < 0x7f || unit > 0x9f)) continue;
    UNFINISHED.lastIndex = at;
    return UNFINISHED.test(text);
  }
  return false;
}
