import names from './emoji-names.json' with { type: 'json' };

/** Slack names emoji; everybody else writes them. Made by bin/emoji-names.mjs. */
const STANDARD: ReadonlyMap<string, string> = new Map(Object.entries(names));

/** Whether the name is Slack's own, which no workspace can give another meaning. */
export function isStandardName(name: string): boolean {
  return STANDARD.has(withoutTone(name));
}

function withoutTone(name: string): string {
  return name.replace(/::skin-tone-\d$/, '');
}

/**
 * `white_check_mark` is ✅, whatever its skin tone. A custom emoji stays what the workspace calls it, without colons,
 * as the settings have it.
 * @param aliases what custom names of the workspace stand for, without colons
 */
export function emojiOf(name: string, aliases: ReadonlyMap<string, string> = new Map()): string {
  const plain = withoutTone(name);
  const meant = aliases.get(plain) ?? plain;
  return STANDARD.get(meant) ?? meant;
}

/** Whether Slack has a name for this emoji as people write it, with or without its skin tone and selector. */
export function isStandardEmoji(emoji: string): boolean {
  return WRITTEN.has(bare(emoji));
}

function bare(emoji: string): string {
  return emoji.replaceAll(/[\u{FE0E}\u{FE0F}\u{1F3FB}-\u{1F3FF}]/gu, '');
}

const WRITTEN: ReadonlySet<string> = new Set([...STANDARD.values()].map(bare));
