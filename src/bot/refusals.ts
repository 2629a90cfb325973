import { recordShared } from '../audit/service.ts';
import type { Inbound } from '../chat/inbound.ts';
import type { Refusal } from '../errors.ts';
import { accountKey } from '../people/principal.ts';
import type { Database } from '../store/database.ts';

/** Writes a refusal into the log, on the chain `access`: one that no room has logged on a chain of its own. */
export type LogRefusal = (inbound: Inbound, refusal: Refusal, principal: string | undefined) => Promise<void>;

export function refusalLog(db: Database): LogRefusal {
  return async (inbound, refusal, principal) => {
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
