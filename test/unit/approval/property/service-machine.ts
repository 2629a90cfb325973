import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { replayRequest } from '../../../../src/approval/replay.ts';
import type { QuorumRequest } from '../../../../src/approval/request.ts';
import type { ActResult } from '../../../../src/approval/service/decide.ts';
import { createApprovals } from '../../../../src/approval/service.ts';
import { parseEntryBody } from '../../../../src/audit/entry.ts';
import { OpsError } from '../../../../src/errors.ts';
import type { Jobs } from '../../../../src/jobs/port.ts';
import { fakePeople } from '../../../support/people.ts';
import { Crash, type ScriptedDatabase } from '../../../support/scripted-database.ts';
import type { Machine } from './history.ts';
import type { Expected } from './model.ts';

/**
 * The real service on a real database; `finish` checks what must hold over the whole history, and
 * `release` frees the resource for the next one.
 */
export function createServiceMachine(
  db: ScriptedDatabase,
): Machine & { finish(): Promise<void>; release(): Promise<void> } {
  const people = fakePeople();
  const timers: { kind: string; subject: string; dueAt: Date }[] = [];
  const told: string[] = [];
  const opened: string[] = [];
  let request: QuorumRequest;

  const jobs: Jobs = {
    emit: async () => {},
    wake: async () => {},
    cancelTimer: async () => {},
    setTimer: async (tx, kind, subject, dueAt) =>
      tx.afterCommit(() => void timers.push({ kind, subject, dueAt })),
  };
  const approvals = createApprovals({ db, jobs, people });
  approvals.handle('plan', {
    ready: async (tx, { id }) => tx.afterCommit(() => void told.push(`ready ${id}`)),
    ended: async (tx, { id }) => tx.afterCommit(() => void told.push(`ended ${id}`)),
  });

  const personOf = (person: string, platform: 'console' | 'slack' = 'console') => ({
    requestId: request.id,
    voter: person,
    account: { platform, workspace: 'w', id: person },
    human: true,
  });
  const stateOf = async () => (await db.read((reader) => approvals.get(reader, request.id)))?.state;

  return {
    people,
    setTime(now) {
      db.time = now;
    },
    async open(policy, requester) {
      const opening = {
        subject: { kind: 'plan', id: 'x:y', title: 'Y' },
        document: { plan: 1 },
        policy,
        requester,
        resource: 'the one',
        environment: 'test',
        place: {},
      };
      try {
        request = await db.transact((tx) => approvals.open(tx, opening));
        opened.push(request.id);
        return 'ok';
      } catch (error) {
        return refusedBy(error);
      }
    },
    async vote({ person, choice, right, via, platform }) {
      const digest = right ? request.digest : 'f'.repeat(64);
      return expectedOf(await approvals.vote({ ...personOf(person, platform), choice, via, digest }));
    },
    withdrawVote: async (person) =>
      expectedOf(await approvals.withdrawVote({ ...personOf(person), via: 'button' })),
    veto: async (person) => expectedOf(await approvals.veto(personOf(person))),
    withdraw: async (person) => expectedOf(await approvals.withdraw(personOf(person))),
    async stop(state) {
      const ended = async () =>
        !['pending', 'timelocked', 'ready', 'claimed'].includes((await stateOf()) ?? '');
      const before = await ended();
      try {
        await db.transact((tx) =>
          state === 'superseded'
            ? approvals.supersede(tx, request.id, 'another')
            : approvals.invalidate(tx, request.id, 'the world changed'),
        );
      } catch (error) {
        return refusedBy(error);
      }
      return before || (await stateOf()) !== state ? 'same' : 'ok';
    },
    claim: async () => ((await db.transact((tx) => approvals.claim(tx, request.id, SEEN))).ok ? 'ok' : 'no'),
    async settle(outcome) {
      const before = await stateOf();
      try {
        await db.transact((tx) => approvals.settle(tx, request.id, outcome));
      } catch (error) {
        return refusedBy(error);
      }
      return before === outcome ? 'same' : 'ok';
    },
    async timer(index) {
      const due = timers.filter((timer) => timer.dueAt <= db.time);
      const timer = due[index % Math.max(1, due.length)];
      if (timer === undefined) return 'none';
      await db.transact(async (tx) => approvals.timers[timer.kind]?.(tx, timer.subject, await tx.now()));
      // A reminder decides nothing: the request stays as it was.
      if (timer.kind === 'request.reminder') return 'none';
      return timer.subject.startsWith(`request/${request.id}`) ? 'ok' : 'none';
    },
    async current() {
      const view = await db.read((reader) => approvals.get(reader, request.id));
      return {
        state: view?.state ?? 'absent',
        from: view?.notBefore?.getTime() ?? null,
        until: view?.notAfter?.getTime() ?? null,
      };
    },
    async crash(afterStatements, act) {
      const before = await everything(db);
      db.crashAfter = afterStatements;
      try {
        return { died: false, answer: await act() };
      } catch (error) {
        if (!isCrash(error)) throw error;
        expect(await everything(db)).toEqual(before);
        return { died: true };
      } finally {
        db.crashAfter = undefined;
      }
    },
    async finish() {
      for (const id of opened) {
        const view = await db.read((reader) => approvals.get(reader, id));
        const entries = await entriesOf(db, id);
        expect(replayRequest(entries)).toEqual([]);
        expect(entries.filter((entry) => entry.kind === 'request.claimed').length).toBeLessThanOrEqual(1);
        const dead = ['denied', 'vetoed', 'expired', 'withdrawn', 'superseded', 'invalidated'];
        const ends = told.filter((one) => one === `ended ${id}`).length;
        expect(ends).toBe(dead.includes(view?.state ?? '') ? 1 : 0);
      }
    },
    async release() {
      await db.transact((tx) =>
        tx.orm.execute(sql`update approval_request set resource = null where resource is not null`),
      );
    },
  };
}

/** Every reaction stands on the platform's list. */
const SEEN = { reactions: new Set(['p0', 'p1', 'p2', 'p3', 'p4', 'p5']) };

function expectedOf(answer: ActResult): Expected {
  if (!answer.ok) return 'no';
  return answer.changed ? 'ok' : 'same';
}

function refusedBy(error: unknown): 'no' {
  if (error instanceof OpsError) return 'no';
  throw error;
}

function isCrash(error: unknown): boolean {
  return error instanceof Crash || (error instanceof Error && isCrash(error.cause));
}

async function everything(db: ScriptedDatabase): Promise<unknown> {
  return db.read((reader) =>
    reader.orm.execute(sql`select
      (select json_agg(r order by r.id) from approval_request r where r.resource is not null)::text as requests,
      (select json_agg(v order by v.request_id, v.principal) from approval_vote v
        join approval_request r on r.id = v.request_id and r.resource is not null)::text as votes,
      (select max(id) from audit_entry) as last_entry, (select count(*) from audit_entry) as entries`),
  );
}

async function entriesOf(db: ScriptedDatabase, id: string) {
  const rows = (await db.read((reader) =>
    reader.orm.execute(
      sql`select seq, id, body from audit_entry where chain = ${`request/${id}`} order by seq`,
    ),
  )) as unknown as { seq: number; id: number | string; body: string }[];
  return rows.flatMap(({ seq, id, body }) => {
    const entry = parseEntryBody(body);
    return entry ? [{ ...entry, seq, id: Number(id) }] : [];
  });
}
