import type { Jobs } from '../../jobs/port.ts';
import type { Room } from '../../jobs/room.ts';
import type { People } from '../../people/service.ts';
import { isActivePerson } from '../../people/standing.ts';
import { RUN_ASKS } from '../../runbook/engine/draft.ts';
import { planPolicy } from '../../runbook/plan/plan-policy.ts';
import { approverRoles } from '../../runbook/run/approver-roles.ts';
import { type Asking, askingOf, isDoneByHand } from '../../runbook/run/asking.ts';
import { isRunAwaited } from '../../runbook/run/awaited.ts';
import { isEmergency } from '../../runbook/run/emergency.ts';
import { RUN } from '../../runbook/run/run.ts';
import type { RunView } from '../../runbook/service.ts';
import type { Database, Reader, Tx } from '../../store/database.ts';
import type { Announcer } from '../announcer.ts';
import type { Sources } from '../subjects/sources.ts';
import { askedInWords } from './asked-words.ts';
import type { Callees } from './callees.ts';
import { saidToAll } from './said-to.ts';

export interface AskedDeps {
  readonly db: Database;
  readonly announcer: Pick<Announcer, 'announceAll' | 'under'>;
  readonly sources: Pick<Sources, 'run' | 'names'>;
  readonly callees: Pick<Callees, 'all' | 'quietUntil'>;
  readonly people: Pick<People, 'holders' | 'membership'>;
  readonly jobs: Pick<Jobs, 'setTimer'>;
}

/** The timer that calls everybody who could end the wait: where nobody has, or when the quiet hours are over. */
const STILL_ASKS = 'call.run-still-asks';

/** So long it is left to those who were called first. */
const PATIENCE_MS = 10 * 60_000;
/** What gives way to an emergency is kept back until that has ended: people are called again and again. */
const AGAIN_MS = 30 * 60_000;
/** Whoever did something here so shortly before is still there. */
const AT_HAND_MS = 2 * 60_000;

/** Calls under the card of a run that waits for people those who can end the wait: first whoever asked for it, if they can. */
export function createAsked(deps: AskedDeps): Required<Pick<Room, 'events' | 'timers'>> {
  const { db, announcer, sources, callees, people, jobs } = deps;

  async function ask(tx: Tx, subject: string, now: Date, isLate: boolean): Promise<void> {
    const run = await sources.run(tx, RUN.idIn(subject) ?? subject);
    const asking = run && askingOf(run);
    if (run === undefined || asking === undefined) return;
    const morning = asking.wakes ? undefined : callees.quietUntil(now);
    if (morning !== undefined) return jobs.setTimer(tx, STILL_ASKS, subject, morning);
    const able = await whoCan(tx, run, asking, now);
    if (isLate) {
      const again = isEmergency(run) ? new Date(now.getTime() + AGAIN_MS) : undefined;
      if (again !== undefined) await jobs.setTimer(tx, STILL_ASKS, subject, again);
      return call(tx, subject, run, asking, {
        meant: able,
        late: again === undefined ? '/still' : lateAt(now),
      });
    }
    await jobs.setTimer(tx, STILL_ASKS, subject, new Date(now.getTime() + PATIENCE_MS));
    const meant = firstAsked(run, asking.step, able);
    if (!isAtHand(run, meant, now)) await call(tx, subject, run, asking, { meant, late: '' });
  }

  /** Everybody who can do something about it, in order of their ids; of an emergency that nobody can answer, who may end it. */
  async function whoCan(reader: Reader, run: RunView, { of }: Asking, now: Date): Promise<readonly string[]> {
    const roles = isEmergency(run) ? [...new Set([...of, ...approverRoles(run.plan)])] : of;
    const held = await Promise.all(roles.map((role) => people.holders(reader, role)));
    const candidates = [...new Set([run.requester, ...held.flat().map(({ id }) => id)])].sort();
    const standings = await people.membership(reader, candidates);
    const able = candidates.filter((one) => isRunAwaited(run, standings.get(one), now));
    if (able.length > 0 || !isEmergency(run)) return able;
    return candidates.filter((one) => isActivePerson(standings.get(one)));
  }

  async function call(
    tx: Tx,
    subject: string,
    run: RunView,
    asking: Asking,
    { meant, late }: { readonly meant: readonly string[]; readonly late: string },
  ): Promise<void> {
    const { position, attempt } = asking.step;
    // What waits for people stands on a card that everybody sees; this may come before that was drawn.
    await announcer.announceAll(tx, [subject]);
    const called = await callees.all(tx, meant);
    const names = await sources.names(tx, [...new Set([run.requester, ...meant])]);
    const name = (principal: string): string => names.get(principal)?.name ?? principal;
    const text = askedInWords(run, asking, name(run.requester));
    await announcer.under(tx, subject, {
      key: `asks/${subject}/${position}.${attempt}${late}`,
      urgent: true,
      say: (rows) => saidToAll(called, rows, text, name),
    });
  }

  return {
    events: {
      [RUN_ASKS]: ({ subject }) => db.transact(async (tx) => ask(tx, subject, await tx.now(), false)),
    },
    timers: { [STILL_ASKS]: (tx, subject, now) => ask(tx, subject, now, true) },
  };
}

/** Each reminder is one of its own. */
function lateAt(now: Date): string {
  return `/still/${now.toISOString()}`;
}

/** Whoever asked for the run answers what they can themselves; what one does and another one confirms calls both. */
function firstAsked(run: RunView, step: Asking['step'], able: readonly string[]): readonly string[] {
  const isAlone = able.includes(run.requester) && !isDoneByHand(run, step) && step.state === 'asking';
  return isAlone ? [run.requester] : able;
}

/** Whether a run begins as it is asked for: nobody has to approve it, or the glass was broken. */
function isBegunBy(requestId: string | null, plan: RunView['plan']): boolean {
  return requestId === null || planPolicy(plan)?.kind === 'break-glass';
}

/** Whether the one who is asked has just begun the run, or answered in it: they see the question on its card. */
function isAtHand(
  { requester, requestId, plan, queuedAt, steps }: RunView,
  meant: readonly string[],
  now: Date,
): boolean {
  const [only, ...others] = meant;
  if (only === undefined || others.length > 0) return false;
  const answers = steps.flatMap(({ answer }) => (answer === null ? [] : [answer]));
  const last = answers.at(-1);
  const [by, at] =
    last === undefined
      ? [isBegunBy(requestId, plan) ? requester : undefined, queuedAt]
      : [last.by, new Date(last.at)];
  return by === only && now.getTime() - at.getTime() < AT_HAND_MS;
}
