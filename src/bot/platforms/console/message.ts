import { type Card, cardText } from '../../../chat/card.ts';

/** What a message says: a card of ours, or plain text with at most one file. */
export type MessageBody =
  | { readonly type: 'card'; readonly card: Card }
  | { readonly type: 'text'; readonly text: string; readonly calls?: Card['calls'] };

/** What a reply answers, said above it: "Ana used /shop health". */
export interface Cause {
  readonly persona: string;
  readonly text: string;
}

export interface Message {
  readonly id: string;
  readonly channel: string;
  readonly thread: string | null;
  /** A persona's id; null for Keyturn itself. */
  readonly author: string | null;
  readonly onlyFor: string | null;
  readonly seq: number;
  readonly rev: number;
  readonly at: Date;
  readonly editedAt: Date | null;
  readonly deletedAt: Date | null;
  readonly cause: Cause | null;
  readonly body: MessageBody;
  readonly reactions: readonly { readonly emoji: string; readonly personas: readonly string[] }[];
  readonly replies: number;
  readonly file: { readonly name: string; readonly bytes: number } | null;
}

// The ids that newId() makes: a prefix, and eight characters of Crockford's base 32.
const MENTIONED = /\b([a-z]{2,8})-[0-9a-hjkmnp-tv-z]{8}\b/g;

/**
 * The audit chains that a message is about, found by the ids in its text. A card's footer says what the card
 * itself is, so its ids come first.
 * @param chains the chain's first word for each prefix, e.g. `{ apr: 'request', run: 'run' }`
 */
export function subjectsOf(
  body: MessageBody,
  chains: { readonly [prefix: string]: string },
): readonly string[] {
  const text = body.type === 'card' ? `${body.card.footer ?? ''}\n${cardText(body.card)}` : body.text;
  const found = new Set<string>();
  for (const [id, prefix] of text.matchAll(MENTIONED)) {
    const chain = prefix === undefined ? undefined : chains[prefix];
    if (chain !== undefined) found.add(`${chain}/${id}`);
  }
  return [...found];
}
