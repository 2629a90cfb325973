import type { types } from '@slack/bolt';
import { neutralize, oneLine, visible } from '../../../../chat/safe-text.ts';
import { withTimes } from '../../../../chat/time-text.ts';
import { cut } from '../../../../values/cut.ts';

/** Text that Slack shows letter by letter: no markup, no mention, no link, no emoji made of `:words:`. */
export function plain(text: string, limit: number): types.PlainTextElement {
  // Slack refuses an empty text.
  return { type: 'plain_text', text: cut(visible(text), limit) || '–', emoji: false };
}

/** The same in one line, for titles and labels. */
export function plainLine(text: string, limit: number): types.PlainTextElement {
  return plain(oneLine(text), limit);
}

/** How Slack shows a moment: in the reader's zone and language. */
export const DATE_FORMAT = '{date_short_pretty}, {time_secs}';

/**
 * For the places where Slack reads its own markup whether we want it or not: notifications, and the comment above a
 * file. Mentions and masked links are broken before `&`, `<` and `>` are escaped; the only markup is ours, of times.
 */
export function mrkdwn(text: string, limit: number): string {
  const broken = neutralize(text);
  const whole = escaped(broken);
  // Escaping is what makes it longer, at most five times; cutting before it never splits an escape.
  const shown = whole.length <= limit ? whole : escaped(cut(broken, Math.floor(limit / 5)));
  return withTimes(shown, ({ seconds, text: exact }) => `<!date^${seconds}^${DATE_FORMAT}|${exact}>`);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
