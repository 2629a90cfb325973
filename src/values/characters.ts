const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
/** White space, marks that nobody sees, and the blanks that Unicode counts as letters. */
const BLANK = /^[\s\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** What a text may not hold, because no database keeps it: where it stands (from 0), and its name for people. */
export interface Unstorable {
  readonly index: number;
  readonly name: string;
}

/** The zero character and half of a surrogate pair cannot be stored, digested or sent. */
export function unstorable(text: string): Unstorable | undefined {
  const zero = text.indexOf('\0');
  if (zero >= 0) return { index: zero, name: 'the zero character (U+0000)' };
  if (text.isWellFormed()) return undefined;
  const index = LONE_SURROGATE.exec(text)?.index ?? 0;
  const code = text.charCodeAt(index).toString(16).toUpperCase();
  return { index, name: `half of a character (U+${code})` };
}

/** The position of what {@link unstorable} finds, counted in characters from 1, as people count. */
export function unstorableAt(text: string): number | undefined {
  const found = unstorable(text);
  return found && [...text.slice(0, found.index)].length + 1;
}

/** How long a text is as people count: an emoji outside of the first plane is one character, not two. */
export function lengthOf(text: string): number {
  return [...text].length;
}

/** Whether a place in a text (from 0) lies between the two halves of one character: a text that is cut there ends in a half. */
export function isInsideCharacter(text: string, at: number): boolean {
  return isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at));
}

/** Whether the last character of a text may be one of which only the first half is here. */
export function endsInHalf(text: string): boolean {
  return isHigh(text.charCodeAt(text.length - 1));
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** What somebody said, without blanks around it; undefined when it says nothing. */
export function spoken(text: string | null | undefined): string | undefined {
  const trimmed = text?.trim() ?? '';
  return isBlank(trimmed) ? undefined : trimmed;
}

/** The text with what cannot be stored replaced by visible marks: for what programs and platforms send. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\u2400').toWellFormed();
}

/** Whether a text says nothing: empty, or nothing but blanks and characters that nobody sees. */
export function isBlank(text: string): boolean {
  return BLANK.test(text);
}
