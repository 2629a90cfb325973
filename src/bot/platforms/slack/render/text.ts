import type { types } from '@slack/bolt';
import { cut } from '../../../../chat/fit.ts';
import { neutralize, oneLine, visible } from '../../../../chat/safe-text.ts';

/** Text that Slack shows letter by letter: no markup, no mention, no link, no emoji made of `:words:`. */
export function plain(text: string, limit: number): types.PlainTextElement {
  // Slack refuses an empty text.
  return { type: 'plain_text', text: cut(visible(text), limit) || '–', emoji: false };
}

/** The same in one line, for titles and labels. */
export function plainLine(text: string, limit: number): types.PlainTextElement {
  return plain(oneLine(text), limit);
}

/**
 * For the places where Slack reads its own markup whether we want it or not: notifications, and the comment above a
 * file. Mentions and masked links are broken before `&`, `<` and `>` are escaped.
 */
export function mrkdwn(text: string, limit: number): string {
  const broken = neutralize(text);
  const whole = escaped(broken);
  if (whole.length <= limit) return whole;
  // Escaping is what makes it longer, at most five times; cutting before it never splits an escape.
  return escaped(cut(broken, Math.floor(limit / 5)));
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
