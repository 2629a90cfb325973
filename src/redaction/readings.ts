import { SEQUENCE } from '../terminal/sequence.ts';
import { mapped, replaced, textOf, type View } from './view.ts';

/** Each unit of UTF-16 as itself. */
const EACH = Uint16Array.from({ length: 0x1_0000 }, (_, unit) => unit);
/** All of them in their order: what one expression finds here in a moment, 65,536 calls of it find in a long while. */
const UNITS = Buffer.from(EACH.buffer).toString('utf16le');
/**
 * What nobody sees: control and format characters, zero-width and bidirectional ones, variation selectors, and marks that stand
 * on the character before. Line feeds and tabs are seen.
 */
const UNSEEN = /[[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Mn}\p{Me}]--[\t\n]]/gv;
/** What stands between the parts of a secret that was wrapped, indented, quoted in parts or escaped; `+` is a blank in forms. */
const BETWEEN = /[\s'"`\\^+]/g;
const seenTable = tableWithout(EACH, UNSEEN);
const tightTable = tableWithout(seenTable, BETWEEN);
const looseTable = tableOf(/[a-z0-9\uffff]/gi, (character) => character.toLowerCase());

/** Without what is not seen. */
export function seen(view: View): View {
  return mapped(view, seenTable);
}

/** Without what is not seen, blanks, line ends and the marks that shells and languages quote with. */
export function tight(view: View): View {
  return mapped(view, tightTable);
}

/** Letters and digits of ASCII alone, in lower case: base64 and hexadecimal, however wrapped, grouped or spelled. */
export function loose(view: View): View {
  return mapped(view, looseTable);
}

/** The same with `0x61, 0x62` read as `6162`; undefined when no byte is written so. */
export function looseBytes(view: View): View | undefined {
  const text = textOf(view);
  if (!/0x/i.test(text)) return undefined;
  const bare = replaced(view, text, /0x(?=[0-9a-f]{2}(?![0-9a-f]))/gi, () => '');
  return bare === undefined ? undefined : loose(bare);
}

/** Where such a mark begins at the end of a text that the next piece may finish. */
export function unfinishedHexMark(text: string): number | undefined {
  const found = /0(?:x[0-9a-f]{0,2})?$/i.exec(text.slice(-4));
  return found === null ? undefined : Math.max(0, text.length - 4) + found.index;
}

/** Without whole control sequences of terminals; undefined when there are none. */
export function withoutSequences(view: View, text: string): View | undefined {
  return replaced(view, text, new RegExp(SEQUENCE, 'g'), () => '');
}

/** What each unit is read as: the same as before, or nothing. */
function tableWithout(before: Uint16Array, left: RegExp): Uint16Array {
  const table = new Uint16Array(before);
  for (const { index } of UNITS.matchAll(left)) table[index] = 0;
  return table;
}

/** What each unit is read as: what is made of it, and of all others nothing. */
function tableOf(some: RegExp, read: (character: string) => string): Uint16Array {
  const table = new Uint16Array(0x1_0000);
  for (const { 0: character, index } of UNITS.matchAll(some)) table[index] = read(character).charCodeAt(0);
  return table;
}
