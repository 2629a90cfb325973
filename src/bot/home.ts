import type { CardDraft } from '../chat/draft.ts';
import { intentsOf, signDraft } from '../chat/draft.ts';
import { fitCard } from '../chat/fit.ts';
import type { ChatPlatform, Receiver } from '../chat/port.ts';
import { refusalCard } from '../chat/refusal-card.ts';
import { safeCard } from '../chat/safe-text.ts';
import type { Services } from '../commands/command.ts';
import { inboxCard } from '../commands/inbox.ts';
import { notLinked } from '../commands/who.ts';
import { isRefusal } from '../errors.ts';
import type { Account, Principal } from '../people/principal.ts';
import type { Database } from '../store/database.ts';
import { signForAccount } from './buttons/buttons.ts';

export interface HomeDeps {
  readonly db: Database;
  readonly platforms: readonly Pick<ChatPlatform, 'id' | 'limits'>[];
  readonly services: Services;
  /** Whose account it is; undefined: nobody's. */
  readonly identify: (account: Account) => Promise<Principal | undefined>;
}

/** What a platform shows somebody on a page of their own: what waits for them, or why nothing can be shown. */
export function createHome({ db, platforms, services, identify }: HomeDeps): Receiver['home'] {
  async function draftFor(account: Account): Promise<CardDraft> {
    try {
      const principal = await identify(account);
      if (principal === undefined) return { ...refusalCard(notLinked(account)), controls: [] };
      const decision = await services.people.authorize(principal, { do: 'view' });
      if (decision.effect === 'deny') return { ...refusalCard(decision.refusal), controls: [] };
      return await inboxCard(services, principal.id);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return { ...refusalCard(error.refusal), controls: [] };
    }
  }

  return async (account) => {
    const draft = await draftFor(account);
    const nonces = await db.transact(async (tx) =>
      signForAccount(tx, account, intentsOf(draft), await tx.now()),
    );
    const limits = platforms.find(({ id }) => id === account.platform)?.limits;
    const card = safeCard(signDraft(draft, nonces));
    return limits === undefined ? card : fitCard(card, limits, 'bare').card;
  };
}
