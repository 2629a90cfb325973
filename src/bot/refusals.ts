import { recordShared } from '../audit/service.ts';
import type { Inbound } from '../chat/inbound.ts';
import { isRefusal, type OpsError, type Refusal, Unlogged } from '../errors.ts';
import { accountKey } from '../people/principal.ts';
import type { Database } from '../store/database.ts';

export interface Refusals {
  /** Runs a use case that logs its own refusals, so that they are not logged here once more, unless it could not. */
  loggedThere<T>(useCase: () => Promise<T>): Promise<T>;
  isLogged(error: OpsError): boolean;
  record(inbound: Inbound, refusal: Refusal, principal: string | undefined): Promise<void>;
}

/** Writes refusals into the log, on the chain `access`. Votes are logged by the request that refused them. */
export function createRefusals(db: Database): Refusals {
  const logged = new WeakSet<OpsError>();
  return {
    async loggedThere(useCase) {
      try {
        return await useCase();
      } catch (error) {
        if (isRefusal(error) && !(error instanceof Unlogged)) logged.add(error);
        throw error;
      }
    },
    isLogged: (error) => logged.has(error),
    async record(inbound, refusal, principal) {
      const who = accountKey(inbound.account);
      await db.transact(async (tx) => {
        await recordShared(tx, {
          chain: 'access',
          kind: 'access.refused',
          actor: principal === undefined ? `unidentified/${who}` : `principal/${principal}`,
          at: await tx.now(),
          data: { account: who, code: refusal.code, why: refusal.why, tried: triedIn(inbound) },
        });
      });
    },
  };
}

/** What was tried, without what was typed: that may be anything. */
function triedIn(inbound: Inbound): string {
  switch (inbound.type) {
    case 'command':
      return `/${inbound.path.join(' ')}`.slice(0, 200);
    case 'reaction':
      return `reaction on ${inbound.message.channel}/${inbound.message.message}`;
    case 'form':
      return 'form';
    default:
      return `${inbound.type} on ${inbound.message.channel}/${inbound.message.message}`;
  }
}
