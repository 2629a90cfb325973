import { sql } from 'drizzle-orm';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRunbooks } from '../../../src/runbook/definition/load.ts';
import type { Runbook } from '../../../src/runbook/definition/runbook.ts';
import { stepKinds } from '../../../src/runbook/steps/kinds.ts';
import { createSchedules, type ScheduleDeps } from '../../../src/schedule/service.ts';
import type { Database } from '../../../src/store/database.ts';
import { rowsOf } from '../../../src/store/rows.ts';
import { testBackground } from '../../support/background.ts';
import { manualClock } from '../../support/clock.ts';
import { openTestDatabase } from '../../support/database.ts';
import { fakeJobs } from '../../support/jobs.ts';

const DAY = 86_400_000;
const DAYS = 731;
/** Days that nobody looks. */
const STEP = 17;
const { runbooks } = loadRunbooks('runbooks', stepKinds);

/** Whether a day has a time of a line of cron, read as plainly as it can be. */
function isDay(cron: string, day: Date): boolean {
  const [, , date = '', month = '', weekday = ''] = cron.split(' ');
  const [wanted = '*', nth] = weekday.split('#');
  const isIn = (field: string, value: number) =>
    field === '*' || field.split(',').map(Number).includes(value);
  const isNth = nth === undefined || Math.ceil(day.getUTCDate() / 7) === Number(nth);
  return (
    isIn(date, day.getUTCDate()) &&
    isIn(month, day.getUTCMonth() + 1) &&
    isIn(wanted, day.getUTCDay()) &&
    isNth
  );
}

function datesOf(cron: string, from: Date, until: Date): readonly string[] {
  const [minute, hour] = cron.split(' ').map(Number);
  const dates: string[] = [];
  for (let day = Math.floor(from.getTime() / DAY) * DAY; day <= until.getTime(); day += DAY) {
    const at = new Date(day + ((hour ?? 0) * 60 + (minute ?? 0)) * 60_000);
    if (isDay(cron, at) && at > from && at <= until) dates.push(at.toISOString());
  }
  return dates;
}

/**
 * Those that come by a calendar: what comes each minute is no matter of two years. Each time is made, because nobody looks for days; what is
 * left out after downtime is shown by itself.
 */
function byCalendar(runbook: Runbook): Runbook {
  const kept = Object.entries(runbook.schedules)
    .filter(([, { every }]) => every === undefined)
    .map(([id, one]) => [id, { ...one, missed: 'all' as const }]);
  return { ...runbook, schedules: Object.fromEntries(kept) };
}

describe.each(runbooks.map((runbook) => [runbook.id, byCalendar(runbook)] as const))(
  'the schedules of %s over two years',
  (_id, runbook) => {
    const clock = manualClock();
    let db: Database;
    beforeAll(async () => {
      db = await openTestDatabase(clock);
    });
    afterAll(() => db.close());

    it('are due on each of their dates, and on no other', { timeout: 240_000 }, async () => {
      const background = testBackground();
      const propose: ScheduleDeps['runs']['propose'] = async (_proposal, also) => {
        const proposed = { kind: 'running', runId: 'run-0' } as const;
        await db.transact(async (tx) => also?.(tx, proposed));
        return proposed;
      };
      const schedules = createSchedules({
        ...{ db, background, jobs: fakeJobs(), log: pino({ level: 'silent' }) },
        people: { authorize: async () => ({ effect: 'allow', reason: 'linked' }) },
        registry: { runbooks: () => [runbook], action: () => undefined },
        runs: { propose },
        home: () => null,
      });
      const from = clock.now();
      await schedules.sweep();
      for (let day = 0; day < DAYS; day += STEP) {
        clock.advance(STEP * DAY);
        await schedules.sweep();
        await background.settled();
      }
      // What ended long ago is forgotten, and stands in the log.
      const made = await db.read((reader) =>
        rowsOf<{ schedule: string; due: string }>(
          reader,
          sql`select body::jsonb #>> '{data,schedule}' as schedule, body::jsonb #>> '{data,due}' as due
            from audit_entry where kind = 'occurrence.due' order by id`,
        ),
      );
      for (const [id, { cron, afterCompletion, starts, seenBy }] of Object.entries(runbook.schedules)) {
        const own = made.filter(({ schedule }) => schedule === `${runbook.id}:${id}`).map(({ due }) => due);
        const isWatch = starts.watch !== undefined && seenBy === undefined;
        if (isWatch) expect(own, id).toEqual([]);
        else if (cron !== undefined) expect(own, id).toEqual(datesOf(cron, from, clock.now()));
        // Nobody says that it is done: it stays due.
        else if (afterCompletion !== undefined) expect(own, id).toHaveLength(1);
        else expect(own, id).toEqual([]);
      }
    });
  },
);
