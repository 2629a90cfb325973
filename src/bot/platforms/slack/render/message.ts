import type { types } from '@slack/bolt';
import { type Card, cardText, type Tone } from '../../../../chat/card.ts';
import { renderBody } from './body.ts';
import { renderControls } from './controls.ts';
import { mentionsOf } from './mentions.ts';
import { richText } from './rich-text.ts';
import { mrkdwn, plain, plainLine } from './text.ts';

export interface Rendered {
  /** For notifications and screen readers. */
  readonly text: string;
  readonly blocks: types.KnownBlock[];
}

/** What every message is sent with: nothing in it is looked up, expanded or turned into a mention. */
export const QUIET = { unfurl_links: false, unfurl_media: false, link_names: false, parse: 'none' } as const;

const HEADER = 150;
const CONTEXT = 2_000;
/** Slack advises at most 4,000 characters. */
const FALLBACK = 3_000;

/** A card as Block Kit. All of its text goes into elements that Slack shows as they are. */
export function renderCard(card: Card): Rendered {
  const icon = ICONS[card.tone];
  const body = renderBody(card);
  const called = mentionsOf(card.calls);
  const blocks: types.KnownBlock[] = [
    ...called.blocks,
    { type: 'header', text: plainLine(icon === '' ? card.title : `${icon} ${card.title}`, HEADER) },
    ...(body === undefined ? [] : [body]),
    ...renderControls(card.controls),
  ];
  if (card.footer !== undefined) blocks.push({ type: 'context', elements: [plain(card.footer, CONTEXT)] });
  return { text: `${called.text}${mrkdwn(cardText(card), FALLBACK)}`, blocks };
}

/** Text that belongs under a card. */
export function renderText(text: string, calls?: Card['calls']): Rendered {
  const shown = richText();
  shown.line(text);
  const block = shown.build();
  const called = mentionsOf(calls);
  return {
    text: `${called.text}${mrkdwn(text, FALLBACK) || '–'}`,
    blocks: [...called.blocks, ...(block === undefined ? [] : [block])],
  };
}

const ICONS: Record<Tone, string> = {
  neutral: '',
  progress: '⏳',
  success: '✅',
  warning: '⚠️',
  danger: '🛑',
};
