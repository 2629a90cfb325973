import { titleOf } from '../../commands/run-parts/run-steps.ts';
import type { Room } from '../../jobs/room.ts';
import type { People } from '../../people/service.ts';
import { isActivePerson } from '../../people/standing.ts';
import { LEFT_IN_DOUBT } from '../../runbook/engine/finish.ts';
import { approverRoles } from '../../runbook/run/approver-roles.ts';
import { uncalledDoubts } from '../../runbook/run/emergency.ts';
import { RUN } from '../../runbook/run/run.ts';
import type { RunView } from '../../runbook/service.ts';
import type { Database, Reader, Tx } from '../../store/database.ts';
import { quoted } from '../../values/quoted.ts';
import type { Announcer } from '../announcer.ts';
import type { Sources } from '../subjects/sources.ts';
import type { Callees } from './callees.ts';
import { saidToAll } from './said-to.ts';

export interface LeftInDoubtDeps {
  readonly db: Database;
  readonly announcer: Pick<Announcer, 'announceAll' | 'under'>;
  readonly sources: Pick<Sources, 'run' | 'names'>;
  readonly callees: Pick<Callees, 'all'>;
  readonly people: Pick<People, 'holders' | 'membership'>;
}

/**
 * Calls, at any hour, under the card of an emergency that has ended with something in doubt: it asked nobody while it went on, and its
 * way down told nobody who would look.
 */
export function createLeftInDoubt(deps: LeftInDoubtDeps): Required<Pick<Room, 'events'>> {
  const { db, announcer, sources, callees, people } = deps;

  /** Whoever asked for it, and all who had a say in it, in order of their ids. */
  async function whoLooks(reader: Reader, { requester, plan }: RunView): Promise<readonly string[]> {
    const held = await Promise.all(approverRoles(plan).map((role) => people.holders(reader, role)));
    const candidates = [...new Set([requester, ...held.flat().map(({ id }) => id)])];
    const standings = await people.membership(reader, candidates);
    return candidates.filter((one) => isActivePerson(standings.get(one))).sort();
  }

  async function call(tx: Tx, subject: string): Promise<void> {
    const run = await sources.run(tx, RUN.idIn(subject) ?? subject);
    if (run === undefined || uncalledDoubts(run).length === 0) return;
    await announcer.announceAll(tx, [subject]);
    const meant = await whoLooks(tx, run);
    const called = await callees.all(tx, meant);
    const names = await sources.names(tx, [...new Set([run.requester, ...meant])]);
    const name = (principal: string): string => names.get(principal)?.name ?? principal;
    await announcer.under(tx, subject, {
      key: `left-in-doubt/${subject}`,
      urgent: true,
      say: (rows) => saidToAll(called, rows, doubtInWords(run, name(run.requester)), name),
    });
  }

  return { events: { [LEFT_IN_DOUBT]: ({ subject }) => db.transact((tx) => call(tx, subject)) } };
}

function doubtInWords(run: RunView, requester: string): string {
  const named = uncalledDoubts(run).map((step) => `"${titleOf(run, step)}"`);
  return `Look now: ${quoted(run.plan.title)}, begun by ${requester}, has ended, and nobody knows whether ${named.join(', ')} took effect. It waited for nobody; its card says what was done.`;
}
