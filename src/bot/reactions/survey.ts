import type { Logger } from 'pino';
import type { MessageRef } from '../../chat/inbound.ts';
import { type ChatPlatform, DeliveryError } from '../../chat/port.ts';
import { type Account, accountKey } from '../../people/principal.ts';
import type { CardRow } from '../delivery/cards/store.ts';
import { refOf } from '../delivery/destination.ts';
import { type Choice, choiceOf, type VotingEmoji } from './emoji.ts';

/** What one account says by its reactions, on all cards of a thing together. */
export interface Signal {
  readonly account: Account;
  readonly choices: ReadonlySet<Choice>;
}

export interface Survey {
  /** By account key; people only. */
  readonly signals: ReadonlyMap<string, Signal>;
  /** `<platform>/<workspace>` of every card whose list could not be read: nothing is known about it. */
  readonly blind: ReadonlySet<string>;
}

/** A platform that takes longer is as good as unreachable. */
const PATIENCE_MS = 5_000;

/** Reads the reactions on all cards of a thing from the platforms' own lists. */
export async function surveyReactions(
  platforms: readonly ChatPlatform[],
  cards: readonly CardRow[],
  emoji: VotingEmoji,
  log: Logger,
): Promise<Survey> {
  const signals = new Map<string, { account: Account; choices: Set<Choice> }>();
  const blind = new Set<string>();
  await Promise.all(
    cards
      .filter((card) => card.audience === '')
      .map(async (card) => {
        const found = await listOf(platforms, card, log);
        if (found === undefined) {
          blind.add(homeOf(card.place));
          return;
        }
        for (const reaction of found) {
          const choice = reaction.human ? choiceOf(reaction.emoji, emoji) : undefined;
          if (choice === undefined) continue;
          const key = accountKey(reaction.account);
          const signal = signals.get(key) ?? { account: reaction.account, choices: new Set() };
          signal.choices.add(choice);
          signals.set(key, signal);
        }
      }),
  );
  return { signals, blind };
}

/** Where an account or a card is at home: the unit that can be out of reach. */
export function homeOf({ platform, workspace }: Pick<Account, 'platform' | 'workspace'>): string {
  return `${platform}/${workspace}`;
}

/** The reactions on a card; empty while it was never posted, undefined when they cannot be known. */
async function listOf(platforms: readonly ChatPlatform[], card: CardRow, log: Logger) {
  // A card that somebody deleted is posted again; what stood on the old one is not known until then.
  if (card.message === null) return card.generation === 1 ? [] : undefined;
  const platform = platforms.find((one) => one.id === card.place.platform);
  if (platform === undefined) return undefined;
  try {
    return await inTime(platform, refOf(card.place, card.message));
  } catch (error) {
    // Whatever keeps the platform from answering, for the votes it is the same: nothing is known. A card that
    // somebody deleted is posted again at its next change.
    const level = error instanceof DeliveryError && error.kind === 'gone' ? 'debug' : 'warn';
    log[level]({ err: error, subject: card.subject, destination: card.destination }, 'reactions not known');
    return undefined;
  }
}

async function inTime(platform: ChatPlatform, ref: MessageRef) {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const error = new DeliveryError('unavailable', `no answer within ${PATIENCE_MS} ms`);
    timer = setTimeout(() => reject(error), PATIENCE_MS);
  });
  try {
    return await Promise.race([platform.reactions(ref), late]);
  } finally {
    clearTimeout(timer);
  }
}
