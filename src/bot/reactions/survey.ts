import type { Logger } from 'pino';
import { type ChatPlatform, DeliveryError, type Reaction } from '../../chat/port.ts';
import { type Account, accountKey } from '../../people/principal.ts';
import { within } from '../../waiting/within.ts';
import type { CardRow } from '../delivery/cards/row.ts';
import { refOf } from '../delivery/destination.ts';
import { isShownWhole } from '../delivery/shown-whole.ts';
import { type Choice, choiceOf, type VotingEmoji } from './emoji.ts';

/** What one account says by its reactions, on all cards of a thing together. */
export interface Signal {
  readonly account: Account;
  readonly choices: ReadonlySet<Choice>;
}

export interface Survey {
  /** By account key; people only. */
  readonly signals: ReadonlyMap<string, Signal>;
  /** Keys of accounts that approve a card which does not show them all of what would be done. */
  readonly unread: ReadonlyMap<string, Account>;
  /**
   * By account key, what it may be saying: of whoever could not be looked up, and of who put an emoji there that is not
   * known. It is neither a yes nor a no.
   */
  readonly unknown: ReadonlyMap<string, ReadonlySet<Choice>>;
  /** `<platform>/<workspace>` of every card whose list could not be read in full: who is missing there may stand on it. */
  readonly blind: ReadonlySet<string>;
  /**
   * By `<platform>/<workspace>`: when the card there was posted again. What stood on the one that was deleted is on no
   * list any more.
   */
  readonly again: ReadonlyMap<string, Date>;
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
  const unread = new Map<string, Account>();
  const unknown = new Map<string, Set<Choice>>();
  const blind = new Set<string>();
  const again = new Map<string, Date>();
  await Promise.all(
    cards
      .filter((card) => card.audience === '')
      .map(async (card) => {
        const found = await listOf(platforms, card, log);
        if (found === undefined || hidesRejections(found, emoji)) {
          blind.add(homeOf(card.place));
          return;
        }
        if (card.generation > 1 && card.postedAt !== null) {
          const home = homeOf(card.place);
          const known = again.get(home);
          if (known === undefined || known < card.postedAt) again.set(home, card.postedAt);
        }
        const whole = showsAll(platforms, card);
        for (const { account, human, emoji: given } of found) {
          const choices = human === false ? [] : choicesOf(given, emoji);
          if (choices.length === 0) continue;
          if (account === undefined) {
            blind.add(homeOf(card.place));
            continue;
          }
          const key = accountKey(account);
          const [choice] = choices;
          if (human === undefined || given === undefined || choice === undefined) {
            unknown.set(key, new Set([...(unknown.get(key) ?? []), ...choices]));
            continue;
          }
          if (choice === 'approve' && !whole) {
            unread.set(key, account);
            continue;
          }
          const signal = signals.get(key) ?? { account, choices: new Set() };
          signal.choices.add(choice);
          signals.set(key, signal);
        }
      }),
  );
  return { signals, unread, unknown, blind, again };
}

/** What an emoji may say; one that is not known may say anything. */
function choicesOf(emoji: string | undefined, voting: VotingEmoji): readonly Choice[] {
  if (emoji === undefined) return ['approve', 'reject'];
  const choice = choiceOf(emoji, voting);
  return choice === undefined ? [] : [choice];
}

/** Whoever says both means stop: while it is not known who says stop, no approval on this card is one. */
function hidesRejections(found: readonly Reaction[], voting: VotingEmoji): boolean {
  return found.some(
    ({ account, emoji }) => account === undefined && choicesOf(emoji, voting).includes('reject'),
  );
}

/** Where an account or a card is at home: the unit that can be out of reach. */
export function homeOf({ platform, workspace }: Pick<Account, 'platform' | 'workspace'>): string {
  return `${platform}/${workspace}`;
}

function showsAll(platforms: readonly ChatPlatform[], { place, desired }: CardRow): boolean {
  const platform = platforms.find((one) => one.id === place.platform);
  return platform !== undefined && isShownWhole(platform, desired);
}

/** The reactions on a card; empty while it was never posted, undefined when they cannot be known. */
async function listOf(platforms: readonly ChatPlatform[], card: CardRow, log: Logger) {
  // A card that somebody deleted is posted again; what stood on the old one is not known until then.
  if (card.message === null) return card.postedAt === null ? [] : undefined;
  const platform = platforms.find((one) => one.id === card.place.platform);
  if (platform === undefined) return undefined;
  try {
    return await within(
      PATIENCE_MS,
      'a list of reactions',
      platform.reactions(refOf(card.place, card.message)),
    );
  } catch (error) {
    // Whatever keeps the platform from answering, for the votes it is the same: nothing is known. A card that
    // somebody deleted is posted again at its next change.
    const level = error instanceof DeliveryError && error.kind === 'gone' ? 'debug' : 'warn';
    log[level]({ err: error, subject: card.subject, destination: card.destination }, 'reactions not known');
    return undefined;
  }
}
