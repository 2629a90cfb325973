import { OpsError } from '../errors.ts';
import type { Principal } from '../people/principal.ts';
import type { Tx } from '../store/database.ts';
import { everyOne } from '../waiting/every-one.ts';
import { isEnded, isForPeople, type Occurrence, type What } from './occurrence.ts';
import { upcoming } from './recurrence.ts';
import { baseOf, isKept, SAY_DONE, type Schedule } from './schedule.ts';
import { schedulesOf } from './schedules-of.ts';
import { advance } from './service/advance.ts';
import type { GuideStarter, ScheduleDeps } from './service/deps.ts';
import { endOccurrence } from './service/end.ts';
import { isBehind, layDown } from './service/lay-down.ts';
import { holdOccurrence, lastOf, liveOccurrences, readStandings, releaseOccurrences } from './store.ts';

export type { ScheduleDeps } from './service/deps.ts';
export { OCCURRENCE_CALLS, OCCURRENCE_CHANGED } from './service/deps.ts';

/** A schedule as people read of it. */
export interface ScheduleView {
  readonly schedule: Schedule;
  /** Why nothing of it is written down as due; undefined where it is. */
  readonly idle: string | undefined;
  /** When it is due next, the first one first. */
  readonly next: readonly Date[];
  readonly last: Occurrence | undefined;
}

export interface Schedules {
  /** All of them, or those of one system, each with so many of its next dates. */
  list(system: string | undefined, count: number): Promise<readonly ScheduleView[]>;
  /** Somebody says what became of what was due. @throws OpsError */
  say(by: Principal, id: string, done: boolean): Promise<void>;
  /** Who begins guided work of a kind that is due. Before start, once a kind. */
  guides(kind: 'checklist' | 'procedure', starter: GuideStarter): void;
  /** Guided work that a starter began has ended. */
  ended(tx: Tx, id: string, end: { readonly done: boolean; readonly note: string | null }): Promise<void>;
  /** Writes down what has become due, and does what comes next for it. */
  sweep(): Promise<void>;
  /** For a database that one process has to itself, before the start. */
  abandonLeases(): Promise<void>;
}

/** Of each schedule more are not worked on at a time; the oldest go first. */
const MOST_LIVE = 20;

/** What is due by the calendars of runbooks: each time once, however many processes there are and however often they die. */
export function createSchedules(deps: ScheduleDeps): Schedules {
  const { db, people, registry, log } = deps;
  const starters = new Map<What['starts']['kind'], GuideStarter>();
  const beginDeps = { ...deps, starter: (kind: What['starts']['kind']) => starters.get(kind) };

  function all(): readonly Schedule[] {
    return registry.runbooks().flatMap((runbook) => schedulesOf(runbook));
  }

  /** What fails for one keeps no other from its time. */
  async function withoutOthers(what: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.error({ err: error, schedule: what }, 'a schedule failed, and will be tried again');
    }
  }

  async function layDownAll(schedules: readonly Schedule[]): Promise<void> {
    const kept = schedules.filter((one) => isKept(one) && deps.home(one.system) !== undefined);
    const { standings, now } = await db.read(async (reader) => ({
      standings: new Map((await readStandings(reader)).map((one) => [one.key, one])),
      now: await reader.now(),
    }));
    for (const one of kept.filter((each) => isBehind(each, standings.get(each.key), now)))
      await withoutOthers(one.key, () => db.transact((tx) => layDown(tx, deps, one)));
  }

  async function advanceAll(schedules: readonly Schedule[]): Promise<void> {
    const { live, now } = await db.read(async (reader) => ({
      live: await liveOccurrences(reader, MOST_LIVE),
      now: await reader.now(),
    }));
    const byKey = new Map(schedules.map((one) => [one.key, one]));
    const bySchedule = Map.groupBy(live, ({ schedule }) => schedule);
    await everyOne(live, (one) =>
      withoutOthers(one.schedule, () =>
        advance(beginDeps, one, bySchedule.get(one.schedule) ?? [], byKey, now),
      ),
    );
  }

  return {
    async list(system, count) {
      const asked = all().filter((one) => system === undefined || one.system === system);
      return db.read(async (reader) => {
        const standings = new Map((await readStandings(reader)).map((one) => [one.key, one]));
        const now = await reader.now();
        const views: ScheduleView[] = [];
        for (const schedule of asked) {
          const standing = standings.get(schedule.key);
          const base = standing === undefined ? now : baseOf(standing);
          views.push({
            schedule,
            idle: idleWhy(schedule, deps.home(schedule.system) !== undefined),
            next: upcoming(schedule.recurrence, now, base, count),
            last: await lastOf(reader, schedule.key),
          });
        }
        return views;
      });
    },
    say: (by, id, done) =>
      db.transact(async (tx) => {
        const decision = await people.authorize(tx, by, SAY_DONE);
        if (decision.effect === 'deny') throw new OpsError(decision.refusal);
        const held = await holdOccurrence(tx, id);
        if (held === undefined || !isForPeople(held.what)) throw nothingToSay();
        if (isEnded(held)) throw saidBefore(held);
        await endOccurrence(tx, deps, held, { state: done ? 'done' : 'failed', by: by.id }, await tx.now());
      }),
    guides(kind, starter) {
      if (starters.has(kind)) throw new Error(`two rooms begin a ${kind} that is due`);
      starters.set(kind, starter);
    },
    async ended(tx, id, { done, note }) {
      const held = await holdOccurrence(tx, id);
      if (held === undefined || isEnded(held)) return;
      await endOccurrence(tx, deps, held, { state: done ? 'done' : 'failed', note }, await tx.now());
    },
    async sweep() {
      const schedules = all();
      await layDownAll(schedules);
      await advanceAll(schedules);
    },
    abandonLeases: () => db.transact(releaseOccurrences),
  };
}

function idleWhy(schedule: Schedule, hasHome: boolean): string | undefined {
  if (!isKept(schedule)) return 'another system does it, and nothing here sees whether it did';
  return hasHome ? undefined : 'not kept: keyturn.yaml names no channel for its system';
}

function nothingToSay(): OpsError {
  return new OpsError({
    code: 'schedule.nothing-to-say',
    what: 'Nothing was written down.',
    why: 'Nobody has to say what became of this.',
    next: 'Look at it with /ops schedule list.',
  });
}

function saidBefore({ state, by }: Occurrence): OpsError {
  const how = state === 'done' ? 'is done' : state === 'failed' ? 'was not done' : 'is over';
  return new OpsError({
    code: 'schedule.said-before',
    what: 'Nothing was written down.',
    why: `It ${how} already${by === null ? '' : `: ${by} said so`}.`,
    next: 'Its card shows what became of it.',
  });
}
