import type { Logger } from 'pino';
import { REQUEST } from '../../approval/request.ts';
import type { Approvals } from '../../approval/service.ts';
import type { Voting } from '../../approval/voting.ts';
import type { Inbound } from '../../chat/inbound.ts';
import type { ChatPlatform } from '../../chat/port.ts';
import { Logged, OpsError, type Refusal } from '../../errors.ts';
import { type Account, accountKey } from '../../people/principal.ts';
import type { Database, Reader } from '../../store/database.ts';
import { together } from '../../store/together.ts';
import { atMost } from '../../waiting/at-most.ts';
import { oneAtATime } from '../../waiting/one-at-a-time.ts';
import { readersOf } from '../buttons/store.ts';
import { cardsOf, findCardByMessage } from '../delivery/cards/store.ts';
import type { Sources } from '../subjects/sources.ts';
import { choiceOf, type VotingEmoji } from './emoji.ts';
import { withReadings } from './readings.ts';
import { createRefusedMemory, type RefusedMemory } from './refused.ts';
import { surveyReactions } from './survey.ts';
import { abandoned, accountOfKey, changes, confirmed, type Wish, wishesOf } from './wish.ts';

export interface ReactionDeps {
  readonly db: Database;
  readonly platforms: readonly ChatPlatform[];
  readonly sources: Pick<Sources, 'voting' | 'openRequests'>;
  readonly approvals: Pick<Approvals, 'vote' | 'withdrawVote'>;
  /** Whose each account is, by account key. */
  readonly owners: (reader: Reader, accounts: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  readonly emoji: () => VotingEmoji;
  readonly log: Logger;
}

export interface Reactions {
  /** One person's reactions changed. @throws OpsError when a reaction cannot be a vote here; Logged what the request refused. */
  handle(inbound: Extract<Inbound, { type: 'reaction' }>): Promise<void>;
  /**
   * Compares the reactions on all cards of open requests with the votes: events come late, twice or never. One that fails
   * keeps none of the others from it. @throws what the first of them threw
   */
  reconcile(): Promise<void>;
  /** The same for one request. Answers the voters whose approving reaction stands on a platform's own list. */
  confirm(requestId: string): Promise<ReadonlySet<string>>;
  /** Somebody's roles or accounts changed: what was refused before may count now. */
  peopleChanged(): void;
}

/** An account whose reaction has just come, and must be answered even when it cannot count. */
interface Fresh {
  readonly account: Account;
  readonly human: boolean;
}

interface Settled {
  readonly confirmed: ReadonlySet<string>;
  /** By account key. */
  readonly refused: ReadonlyMap<string, Refusal>;
  /** Keys of accounts whose approval does not count because their card does not show them everything. */
  readonly unread: ReadonlySet<string>;
  /** Keys of accounts that the platform did not tell this time. */
  readonly unknown: ReadonlySet<string>;
}

/** A platform that does not answer costs each request five seconds: so many are looked at together. */
const AT_ONCE = 8;

const NOTHING: Settled = { confirmed: new Set(), refused: new Map(), unread: new Set(), unknown: new Set() };

/**
 * Reactions are a signal that something may have changed. What counts is the platforms' own lists: every event makes
 * the votes of its request what the lists say, so lost, doubled and late events end in the same state.
 */
export function createReactions(deps: ReactionDeps): Reactions {
  const { db, sources, approvals } = deps;
  const memory = createRefusedMemory();
  const fresh = new Map<string, Map<string, Fresh>>();
  const settle = oneAtATime(settleOne);

  async function settleOne(requestId: string): Promise<Settled> {
    const asked = fresh.get(requestId) ?? new Map<string, Fresh>();
    fresh.delete(requestId);
    // Without a platform, or a card on one, nobody can react.
    if (deps.platforms.length === 0) return NOTHING;
    const [cards, voting] = await db.read((reader) =>
      together([cardsOf(reader, [REQUEST.subject(requestId)]), sources.voting(reader, requestId)]),
    );
    if (cards.length === 0 && asked.size === 0) return NOTHING;
    if (!voting?.via.includes('reaction')) return NOTHING;
    const found = await surveyReactions(deps.platforms, cards, deps.emoji(), deps.log);
    const readers =
      found.unread.size === 0 ? [] : await db.read((tx) => readersOf(tx, voting.id, voting.digest));
    const keys = [found.signals, found.unknown, found.unread].flatMap((each) => [...each.keys()]);
    const accounts = [...new Set([...keys, ...readers])];
    const owners = await db.read((reader) => deps.owners(reader, accounts));
    const survey = withReadings(found, readers, voting.votes, owners);
    const wishes = wishesOf(survey, owners);
    const refused = new Map<string, Refusal>();
    for (const wish of wishes.values()) {
      const refusal = await grant(voting, wish, asked, memory);
      if (refusal !== undefined) refused.set(accountKey(wish.account), refusal);
    }
    for (const [key, { account, human }] of asked) {
      const strange = !human || (survey.signals.has(key) && !owners.has(key));
      if (!strange) continue;
      const refusal = await refuseStranger(voting, account, human);
      if (refusal !== undefined) refused.set(key, refusal);
    }
    for (const { principal, account } of abandoned(voting.votes, wishes, survey, owners)) {
      const who = { requestId, voter: principal, account: accountOfKey(account), human: true };
      await approvals.withdrawVote({ ...who, via: 'reaction' });
    }
    const unread = new Set([...survey.unread.keys()].filter((key) => !survey.signals.has(key)));
    const unknown = new Set(survey.unknown.keys());
    return { confirmed: confirmed(voting.votes, wishes, survey, owners), refused, unread, unknown };
  }

  /** Makes a wish the person's vote. One that was refused is not tried again until something changed. */
  async function grant(
    voting: Voting,
    wish: Wish,
    asked: ReadonlyMap<string, Fresh>,
    refusedBefore: RefusedMemory,
  ): Promise<Refusal | undefined> {
    const { voter, choice, account } = wish;
    if (
      !changes(
        wish,
        voting.votes.find((vote) => vote.principal === voter),
      )
    )
      return undefined;
    const attempt = `${voting.id} ${voter} ${choice}`;
    if (!asked.has(accountKey(account)) && refusedBefore.has(attempt)) return undefined;
    const who = { requestId: voting.id, voter, account, human: true };
    const answer = await approvals.vote({ ...who, choice, digest: voting.digest, via: 'reaction' });
    if (answer.ok) return undefined;
    refusedBefore.add(attempt);
    return answer.refusal;
  }

  /** Bots and unlinked accounts: refused and logged by the request, when they come and never again. */
  async function refuseStranger(
    voting: Voting,
    account: Account,
    human: boolean,
  ): Promise<Refusal | undefined> {
    const who = { requestId: voting.id, voter: undefined, account, human };
    const answer = await approvals.vote({
      ...who,
      choice: 'approve',
      digest: voting.digest,
      via: 'reaction',
    });
    return answer.ok ? undefined : answer.refusal;
  }

  return {
    async handle({ account, human, emoji, added, message }) {
      if (choiceOf(emoji, deps.emoji()) === undefined) return;
      const voting = await db.read(async (reader) => {
        const card = await findCardByMessage(reader, message);
        const id = card && REQUEST.idIn(card.subject);
        return id === undefined ? undefined : sources.voting(reader, id);
      });
      if (voting === undefined || voting.mode !== 'quorum') return;
      if (voting.via.length > 0 && !voting.via.includes('reaction')) {
        if (added) throw new OpsError(onlyButtons(voting));
        return;
      }
      if (added) {
        const accounts = fresh.get(voting.id) ?? new Map<string, Fresh>();
        fresh.set(voting.id, accounts.set(accountKey(account), { account, human }));
      }
      const key = accountKey(account);
      const { refused, unread, unknown } = await settle(voting.id);
      const refusal = refused.get(key);
      if (refusal !== undefined) throw new Logged(refusal);
      if (added && unread.has(key)) throw new OpsError(notRead(voting));
      if (added && unknown.has(key)) throw new OpsError(notKnown(voting));
    },
    async reconcile() {
      const open = await db.read((reader) => sources.openRequests(reader));
      const few = atMost(AT_ONCE);
      const all = await Promise.allSettled(open.map((id) => few(() => settle(id))));
      const failed = all.find((one) => one.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
    confirm: async (requestId) => (await settle(requestId)).confirmed,
    peopleChanged: memory.clear,
  };
}

function onlyButtons({ subject }: Voting): Refusal {
  return {
    code: 'reaction.not-a-vote',
    what: 'Your reaction is not a vote.',
    why: `"${subject.title}" takes votes by button only.`,
    next: 'Use Approve or Reject on the card.',
  };
}

function notKnown({ subject }: Voting): Refusal {
  return {
    code: 'reaction.not-known',
    what: 'Your reaction is not a vote yet.',
    why: `The platform did not say just now who you are or which emoji it is, so it was not counted for "${subject.title}".`,
    next: 'Leave it there: it is looked up again by itself. Or use Approve or Reject on the card.',
  };
}

function notRead({ subject }: Voting): Refusal {
  return {
    code: 'reaction.not-read',
    what: 'Your reaction is not a vote.',
    why: `The card had no room for all of what "${subject.title}" would do, and nobody agrees to what they could not see.`,
    next: 'Press "Read it whole first" on the card, and approve there.',
  };
}
