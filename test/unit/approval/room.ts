import { sql } from 'drizzle-orm';
import type { Ballot } from '../../../src/approval/ballot.ts';
import { resolvePolicy, writtenPolicy } from '../../../src/approval/policy.ts';
import type { ApprovalRequest, QuorumRequest } from '../../../src/approval/request.ts';
import type { ActResult } from '../../../src/approval/service/decide.ts';
import type { Opening } from '../../../src/approval/service/open.ts';
import { type Approvals, createApprovals } from '../../../src/approval/service.ts';
import type { Database } from '../../../src/store/database.ts';
import { type ManualClock, manualClock } from '../../support/clock.ts';
import { openTestDatabase } from '../../support/database.ts';
import { type FakeJobs, fakeJobs } from '../../support/jobs.ts';
import { type FakePeople, fakePeople } from '../../support/people.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** The approval room on a database of its own, with people and time under control. */
export interface TestRoom {
  readonly db: Database;
  readonly clock: ManualClock;
  readonly people: FakePeople;
  readonly jobs: FakeJobs;
  readonly approvals: Approvals;
  /** What the subject's handler was told: `ready apr-…`, `ended apr-… denied`. */
  readonly told: string[];
}

export async function openRoom(
  open: (clock: ManualClock) => Promise<Database> = openTestDatabase,
): Promise<TestRoom> {
  const clock = manualClock();
  const db = await open(clock);
  const people = fakePeople();
  const jobs = fakeJobs();
  const approvals = createApprovals({ db, jobs, people });
  const told: string[] = [];
  approvals.handle('plan', {
    ready: async (_tx, request) => void told.push(`ready ${request.id}`),
    ended: async (_tx, request) => void told.push(`ended ${request.id} ${request.state}`),
  });
  return { db, clock, people, jobs, approvals, told };
}

/** The same room for whoever fails at the first thing they write, in a way that no retry can cure. */
export function failingOnce({ db, people, jobs }: TestRoom): Approvals {
  let failures = 1;
  const transact: Database['transact'] = (work, options) =>
    failures-- > 0 ? Promise.reject(new RangeError('never')) : db.transact(work, options);
  const approvals = createApprovals({ db: { ...db, transact }, people, jobs });
  approvals.handle('plan', { ready: async () => {}, ended: async () => {} });
  return approvals;
}

/** A policy as an author would write it. */
export function policyOf(written: object) {
  return resolvePolicy(writtenPolicy.parse({ groups: [{ of: ['sre'], quorum: 1 }], ...written }));
}

export function openingOf(change: Partial<Opening> = {}): Opening {
  return {
    subject: { kind: 'plan', id: 'twist:circuit-breaker/reset', title: 'Reset the circuit breaker' },
    document: { plan: { steps: [{ argv: ['reset', '--verify'] }] } },
    policy: policyOf({}),
    requester: 'ana',
    resource: null,
    environment: 'test',
    place: { channel: 'ops' },
    ...change,
  };
}

export function openIn(room: TestRoom, change: Partial<Opening> = {}): Promise<QuorumRequest> {
  return room.db.transact((tx) => room.approvals.open(tx, openingOf(change)));
}

export function personOf(requestId: string, voter: string | undefined) {
  return {
    requestId,
    voter,
    account: { platform: 'console', workspace: 'local', id: voter ?? 'jo' },
    human: true,
  } as const;
}

export function ballotOf(request: ApprovalRequest, voter: string, change: Partial<Ballot> = {}): Ballot {
  return {
    ...personOf(request.id, voter),
    choice: 'approve',
    digest: request.digest,
    via: 'button',
    ...change,
  };
}

/** The code of a refusal, or the state that the request is in after an accepted act. */
export function gist(answer: ActResult): string {
  return answer.ok ? answer.request.state : answer.refusal.code;
}

/** Kinds of the audit entries of a request, in order. */
export async function kindsOf(room: TestRoom, requestId: string): Promise<string[]> {
  return (await entriesOf(room, requestId)).map((entry) => entry.kind);
}

export interface LoggedEntry {
  readonly seq: number;
  readonly id: number;
  readonly kind: string;
  readonly actor: string;
  readonly at: string;
  readonly data: { readonly [key: string]: never };
}

export async function entriesOf(room: TestRoom, requestId: string): Promise<LoggedEntry[]> {
  const rows = (await room.db.read((reader) =>
    reader.orm.execute(
      sql`select seq, id, body from audit_entry where chain = ${`request/${requestId}`} order by seq`,
    ),
  )) as unknown as { seq: number; id: number | string; body: string }[];
  return rows.map(({ seq, id, body }) => ({ ...JSON.parse(body), seq, id: Number(id) }));
}
