// Control characters, bidirectional overrides and zero-width characters make a text look like another.
const HIDDEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;
const LINE = /[\t\n]/;

/** The first character that people could not see, as `U+202E`; tabs and line ends are fine in longer texts. */
export function hiddenCharacter(text: string, multiline: boolean): string | undefined {
  const found = HIDDEN.exec(text)?.[0] ?? (multiline ? undefined : LINE.exec(text)?.[0]);
  if (found === undefined) return undefined;
  return `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
