import type { Logger } from 'pino';
import type { ApprovalView } from '../../approval/view.ts';
import type { Inbound } from '../../chat/inbound.ts';
import type { ChatPlatform } from '../../chat/port.ts';
import type { Services } from '../../commands/services.ts';
import type { Refusal } from '../../errors.ts';
import { type Account, accountKey } from '../../people/principal.ts';
import type { Database, Reader } from '../../store/database.ts';
import { cardsOf, findCardByMessage } from '../delivery/cards/store.ts';
import type { Sources } from '../subjects.ts';
import { choiceOf, type VotingEmoji } from './emoji.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { createRefusedMemory, type RefusedMemory } from './refused.ts';
import { surveyReactions } from './survey.ts';
import { abandoned, accountOfKey, changes, confirmed, type Wish, wishesOf } from './wish.ts';

export interface ReactionDeps {
  readonly db: Database;
  readonly platforms: readonly ChatPlatform[];
  readonly sources: Pick<Sources, 'request' | 'openRequests'>;
  readonly approvals: Services['approvals'];
  /** Whose each account is, by account key. */
  readonly owners: (reader: Reader, accounts: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  readonly emoji: () => VotingEmoji;
  readonly log: Logger;
}

export interface Reactions {
  /** One person's reactions changed. Answers what to tell them, if anything. */
  handle(inbound: Extract<Inbound, { type: 'reaction' }>): Promise<Refusal | undefined>;
  /** Compares the reactions on all cards of open requests with the votes: events come late, twice or never. */
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
}

const NOTHING: Settled = { confirmed: new Set(), refused: new Map() };

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
    const { view, cards } = await db.read(async (reader) => ({
      view: await sources.request(reader, requestId),
      cards: await cardsOf(reader, `request/${requestId}`),
    }));
    if (!view?.via.includes('reaction')) return NOTHING;
    const survey = await surveyReactions(deps.platforms, cards, deps.emoji(), deps.log);
    const owners = await db.read((reader) => deps.owners(reader, [...survey.signals.keys()]));
    const wishes = wishesOf(survey, owners);
    const refused = new Map<string, Refusal>();
    for (const wish of wishes.values()) {
      const refusal = await grant(view, wish, asked, memory);
      if (refusal !== undefined) refused.set(accountKey(wish.account), refusal);
    }
    for (const [key, { account, human }] of asked) {
      const strange = !human || (survey.signals.has(key) && !owners.has(key));
      if (!strange) continue;
      const refusal = await refuseStranger(view, account, human);
      if (refusal !== undefined) refused.set(key, refusal);
    }
    for (const { by, account } of abandoned(view.votes, wishes, survey)) {
      const who = { requestId, voter: by.id, account: accountOfKey(account), human: true };
      await approvals.withdrawVote({ ...who, via: 'reaction' });
    }
    return { confirmed: confirmed(wishes), refused };
  }

  /** Makes a wish the person's vote. One that was refused is not tried again until something changed. */
  async function grant(
    view: ApprovalView,
    wish: Wish,
    asked: ReadonlyMap<string, Fresh>,
    refusedBefore: RefusedMemory,
  ): Promise<Refusal | undefined> {
    const { voter, choice, account } = wish;
    if (
      !changes(
        wish,
        view.votes.find((vote) => vote.by.id === voter),
      )
    )
      return undefined;
    const attempt = `${view.id} ${voter} ${choice}`;
    if (!asked.has(accountKey(account)) && refusedBefore.has(attempt)) return undefined;
    const who = { requestId: view.id, voter, account, human: true };
    const answer = await approvals.vote({ ...who, choice, digest: view.digest, via: 'reaction' });
    if (answer.ok) return undefined;
    refusedBefore.add(attempt);
    return answer.refusal;
  }

  /** Bots and unlinked accounts: refused and logged by the request, when they come and never again. */
  async function refuseStranger(
    view: ApprovalView,
    account: Account,
    human: boolean,
  ): Promise<Refusal | undefined> {
    const who = { requestId: view.id, voter: undefined, account, human };
    const answer = await approvals.vote({ ...who, choice: 'approve', digest: view.digest, via: 'reaction' });
    return answer.ok ? undefined : answer.refusal;
  }

  return {
    async handle({ account, human, emoji, added, message }) {
      if (choiceOf(emoji, deps.emoji()) === undefined) return undefined;
      const view = await db.read(async (reader) => {
        const card = await findCardByMessage(reader, message);
        if (!card?.subject.startsWith('request/')) return undefined;
        return sources.request(reader, card.subject.slice('request/'.length));
      });
      if (view === undefined || view.mode !== 'quorum') return undefined;
      if (view.via.length > 0 && !view.via.includes('reaction')) return added ? onlyButtons(view) : undefined;
      if (added) {
        const accounts = fresh.get(view.id) ?? new Map<string, Fresh>();
        fresh.set(view.id, accounts.set(accountKey(account), { account, human }));
      }
      return (await settle(view.id)).refused.get(accountKey(account));
    },
    async reconcile() {
      const open = await db.read((reader) => sources.openRequests(reader));
      for (const id of open) await settle(id);
    },
    confirm: async (requestId) => (await settle(requestId)).confirmed,
    peopleChanged: memory.clear,
  };
}

function onlyButtons({ subject }: ApprovalView): Refusal {
  return {
    code: 'reaction.not-a-vote',
    what: 'Your reaction is not a vote.',
    why: `"${subject.title}" takes votes by button only.`,
    next: 'Use Approve or Reject on the card.',
  };
}
