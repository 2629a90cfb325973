import { type APIEmbed, MessageFlags, type RESTPostAPIChannelMessageJSONBody } from 'discord.js';
import { type Card, cardText } from '../../../../chat/card.ts';
import { fitCard } from '../../../../chat/fit.ts';
import { oneLine, visible } from '../../../../chat/safe-text.ts';
import { cut } from '../../../../values/cut.ts';
import { escapeText, escapeWithTimes } from '../escape.ts';
import { LIMITS } from '../options.ts';
import { type RenderedControls, renderControls } from './controls.ts';
import { embedFits, renderEmbed } from './embed.ts';
import { type AllowedMentions, mentionsOf } from './mentions.ts';

/** What every message of ours has: whatever its text says, nobody is notified by it. */
export type MessageBody = Pick<
  RESTPostAPIChannelMessageJSONBody,
  'content' | 'embeds' | 'components' | 'flags'
> & {
  readonly allowed_mentions: AllowedMentions;
};

export interface RenderedCard {
  readonly body: MessageBody;
  /** The whole card as text when escaping made it longer than Discord takes. */
  readonly overflow: string | undefined;
}

const CONTENT = 2000;
/** Of a title behind the mentions. */
const ABOUT = 200;

/** A card as an embed with buttons under it. */
export function renderCard(card: Card): RenderedCard {
  const whole = rendered(card);
  if (embedFits(whole.embed)) return { body: bodyOf(card, whole), overflow: undefined };
  return { body: bodyOf(card, shorterOf(card)), overflow: cardText(card) };
}

interface Rendered {
  readonly embed: APIEmbed;
  readonly rows: RenderedControls['rows'];
}

function rendered(card: Card): Rendered {
  const { rows, missing } = renderControls(card.controls);
  const notes = missing.length === 0 ? [] : [`No room here for: ${cut(missing.join(', '), 200)}.`];
  return { embed: renderEmbed(card, notes), rows };
}

/** What a locked phone shows of a message that calls somebody is its content: it says what it is about. */
function bodyOf({ title, calls }: Card, { embed, rows }: Rendered): MessageBody {
  const { text, allowed } = mentionsOf(calls);
  const content = `${text} ${escapeText(cut(oneLine(title), ABOUT))}`;
  return {
    ...(text === '' ? {} : { content }),
    embeds: [embed],
    components: [...rows],
    allowed_mentions: allowed,
  };
}

/** Text that stands in a thread. Links in it open no preview. */
export function renderText(
  text: string,
  calls?: Card['calls'],
): {
  readonly body: MessageBody;
  readonly overflow: string | undefined;
} {
  const flags = MessageFlags.SuppressEmbeds;
  const { text: called, allowed } = mentionsOf(calls);
  const before = called === '' ? '' : `${called} `;
  // Discord takes no message of nothing but space.
  const escaped = `${before}${text.trim() === '' ? '…' : escapeWithTimes(text)}`;
  if (escaped.length <= CONTENT)
    return { body: { content: escaped, flags, allowed_mentions: allowed }, overflow: undefined };
  // Escaping at most doubles a text.
  const room = (CONTENT - before.length) / 2 - 50;
  const content = `${before}${escapeText(cut(visible(text), room))}\n*The whole text is in the file.*`;
  return { body: { content, flags, allowed_mentions: allowed }, overflow: text };
}

/** Text full of markup grows when it is escaped: then less of it is shown. */
function shorterOf(card: Card): Rendered {
  for (let room = LIMITS.cardText / 2; ; room = Math.floor(room / 2)) {
    const shorter = rendered(fitCard(card, { ...LIMITS, cardText: room }).card);
    if (embedFits(shorter.embed)) return shorter;
    if (room < 50) throw new Error('a card that is nearly empty does not fit into an embed');
  }
}
