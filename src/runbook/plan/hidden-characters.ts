// Control characters, bidirectional overrides and zero-width characters make a text look like another.
const HIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;
const LINE = /[\t\n]/;

// Wider than what is refused: nothing that nobody sees may stand in a message of ours.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** A text as one can see it: what people could not see stands as `\u{202e}`, and every other character as it is. */
export function showHidden(text: string): string {
  return text.replace(UNSEEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** The first character that people could not see, as `U+202E`; tabs and line ends are fine in longer texts. */
export function hiddenCharacter(text: string, multiline: boolean): string | undefined {
  const found = HIDDEN.exec(text)?.[0] ?? (multiline ? undefined : LINE.exec(text)?.[0]);
  if (found === undefined) return undefined;
  return `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
