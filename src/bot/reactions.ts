import type { ApprovalView } from '../approval/view.ts';
import type { Inbound, MessageRef } from '../chat/inbound.ts';
import type { ChatPlatform, Reaction } from '../chat/port.ts';
import type { Services } from '../commands/services.ts';
import type { Refusal } from '../errors.ts';
import { type Account, accountKey, type Principal } from '../people/principal.ts';
import type { Database, Reader } from '../store/database.ts';
import { cardsOf, findCardByMessage } from './delivery/cards/store.ts';
import { refOf } from './delivery/destination.ts';
import type { Sources } from './subjects.ts';

export interface ReactionDeps {
  readonly db: Database;
  readonly platforms: readonly ChatPlatform[];
  readonly sources: Pick<Sources, 'request' | 'openRequests'>;
  readonly approvals: Services['approvals'];
  readonly identify: (reader: Reader, account: Account) => Promise<Principal | undefined>;
  /** The emoji that count; all others mean nothing. */
  readonly emoji: { readonly approve: string; readonly reject: string };
}

export interface Reactions {
  /** One person's reactions changed. Answers what to tell them, if anything. */
  handle(inbound: Extract<Inbound, { type: 'reaction' }>): Promise<Refusal | undefined>;
  /** Compares the reactions on the cards of open requests with the votes: events come late, twice or never. */
  reconcile(): Promise<void>;
}

type Choice = 'approve' | 'reject';

export function createReactions(deps: ReactionDeps): Reactions {
  const { db, sources, approvals } = deps;

  function choiceOf(emoji: string): Choice | undefined {
    if (emoji === deps.emoji.approve) return 'approve';
    return emoji === deps.emoji.reject ? 'reject' : undefined;
  }

  async function reactionsOn(ref: MessageRef): Promise<readonly Reaction[]> {
    const platform = deps.platforms.find((one) => one.id === ref.platform);
    const all = (await platform?.reactions(ref)) ?? [];
    return all.filter((reaction) => choiceOf(reaction.emoji) !== undefined);
  }

  /** Votes as the reactions of one account say it now, or takes back a vote that a reaction gave. */
  async function apply(
    view: ApprovalView,
    account: Account,
    mine: readonly Reaction[],
    human: boolean,
  ): Promise<Refusal | undefined> {
    const voter = (await db.read((reader) => deps.identify(reader, account)))?.id;
    const who = { requestId: view.id, voter, account, human, via: 'reaction' } as const;
    const given = view.votes.find((vote) => vote.by.id === voter);
    const choices = new Set(mine.map((reaction) => choiceOf(reaction.emoji)));
    if (choices.size === 0) {
      if (given?.via !== 'reaction') return undefined;
      return refusalOf(await approvals.withdrawVote(who));
    }
    // Both at once: stopping is the safe reading.
    const choice: Choice = choices.has('reject') ? 'reject' : 'approve';
    if (given?.choice === choice) return undefined;
    return refusalOf(await approvals.vote({ ...who, choice, digest: view.digest }));
  }

  async function reconcileOne(view: ApprovalView, message: MessageRef): Promise<void> {
    const reactions = await reactionsOn(message);
    const accounts = Map.groupBy(reactions, (one) => accountKey(one.account));
    const voters = new Set<string | undefined>();
    for (const mine of accounts.values()) {
      const account = mine[0]?.account;
      if (account === undefined || !mine.every((reaction) => reaction.human)) continue;
      const principal = await db.read((reader) => deps.identify(reader, account));
      voters.add(principal?.id);
      // Whoever voted otherwise since, or was refused when they reacted, is left alone.
      const decided = principal === undefined || view.votes.some((vote) => vote.by.id === principal.id);
      if (!decided) await apply(view, account, mine, true);
    }
    for (const vote of view.votes) {
      if (vote.via !== 'reaction' || voters.has(vote.by.id)) continue;
      const account = { platform: message.platform, workspace: message.workspace, id: '(reaction gone)' };
      await approvals.withdrawVote({
        requestId: view.id,
        voter: vote.by.id,
        account,
        human: true,
        via: 'reaction',
      });
    }
  }

  return {
    async handle(inbound) {
      if (choiceOf(inbound.emoji) === undefined) return undefined;
      const view = await db.read(async (reader) => {
        const card = await findCardByMessage(reader, inbound.message);
        if (!card?.subject.startsWith('request/')) return undefined;
        return sources.request(reader, card.subject.slice('request/'.length));
      });
      if (view === undefined || view.mode !== 'quorum') return undefined;
      if (view.via.length > 0 && !view.via.includes('reaction')) {
        return inbound.added ? onlyButtons(view) : undefined;
      }
      const mine = (await reactionsOn(inbound.message)).filter(
        (reaction) => accountKey(reaction.account) === accountKey(inbound.account),
      );
      return apply(view, inbound.account, mine, inbound.human);
    },
    async reconcile() {
      const open = await db.read(async (reader) => {
        const ids = await sources.openRequests(reader);
        const found = [];
        for (const id of ids) {
          const view = await sources.request(reader, id);
          const cards = await cardsOf(reader, `request/${id}`);
          if (view?.via.includes('reaction')) found.push({ view, cards });
        }
        return found;
      });
      for (const { view, cards } of open) {
        // Where a request has several cards, a vote may stand on any of them: only one is looked at.
        const card = cards.find((one) => one.message !== null && one.audience === '');
        if (card?.message != null) await reconcileOne(view, refOf(card.place, card.message));
      }
    },
  };
}

function refusalOf(answer: Awaited<ReturnType<Services['approvals']['vote']>>): Refusal | undefined {
  return answer.ok ? undefined : answer.refusal;
}

function onlyButtons({ subject }: ApprovalView): Refusal {
  return {
    code: 'reaction.not-a-vote',
    what: 'Your reaction is not a vote.',
    why: `"${subject.title}" takes votes by button only.`,
    next: 'Use Approve or Reject on the card.',
  };
}
