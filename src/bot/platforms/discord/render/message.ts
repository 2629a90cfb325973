import { type APIEmbed, MessageFlags, type RESTPostAPIChannelMessageJSONBody } from 'discord.js';
import { type Card, cardText } from '../../../../chat/card.ts';
import { cut, fitCard } from '../../../../chat/fit.ts';
import { visible } from '../../../../chat/safe-text.ts';
import { escapeText } from '../escape.ts';
import { LIMITS } from '../options.ts';
import { type RenderedControls, renderControls } from './controls.ts';
import { embedFits, renderEmbed } from './embed.ts';

/** What every message of ours has: whatever its text says, nobody is notified by it. */
export type MessageBody = Pick<
  RESTPostAPIChannelMessageJSONBody,
  'content' | 'embeds' | 'components' | 'flags'
> & {
  /** `users`: whom alone a message calls that no other way reaches. */
  readonly allowed_mentions: { readonly parse: []; readonly users?: [string] };
};

export interface RenderedCard {
  readonly body: MessageBody;
  /** The whole card as text when escaping made it longer than Discord takes. */
  readonly overflow: string | undefined;
}

export const NOBODY = { parse: [] } satisfies MessageBody['allowed_mentions'];
const CONTENT = 2000;

/** A card as an embed with buttons under it. */
export function renderCard(card: Card): RenderedCard {
  const whole = rendered(card);
  if (embedFits(whole.embed)) return { body: bodyOf(whole), overflow: undefined };
  return { body: bodyOf(shorterOf(card)), overflow: cardText(card) };
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

function bodyOf({ embed, rows }: Rendered): MessageBody {
  return { embeds: [embed], components: [...rows], allowed_mentions: NOBODY };
}

/** Text that stands in a thread. Links in it open no preview. */
export function renderText(text: string): {
  readonly body: MessageBody;
  readonly overflow: string | undefined;
} {
  const flags = MessageFlags.SuppressEmbeds;
  // Discord takes no message of nothing but space.
  const escaped = text.trim() === '' ? '…' : escapeText(text);
  if (escaped.length <= CONTENT)
    return { body: { content: escaped, flags, allowed_mentions: NOBODY }, overflow: undefined };
  // Escaping at most doubles a text.
  const content = `${escapeText(cut(visible(text), CONTENT / 2 - 50))}\n*The whole text is in the file.*`;
  return { body: { content, flags, allowed_mentions: NOBODY }, overflow: text };
}

/** Text full of markup grows when it is escaped: then less of it is shown. */
function shorterOf(card: Card): Rendered {
  for (let room = LIMITS.cardText / 2; ; room = Math.floor(room / 2)) {
    const shorter = rendered(fitCard(card, { ...LIMITS, cardText: room }).card);
    if (embedFits(shorter.embed)) return shorter;
    if (room < 50) throw new Error('a card that is nearly empty does not fit into an embed');
  }
}
