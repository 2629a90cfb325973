import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { resolvePolicy, writtenPolicy } from '../../src/approval/policy.ts';
import type { Electorate } from '../../src/approval/service/room.ts';
import { type Approvals, createApprovals } from '../../src/approval/service.ts';
import type { Json } from '../../src/canonical.ts';
import { systemClock } from '../../src/clock.ts';
import { OpsError } from '../../src/errors.ts';
import { newId } from '../../src/ids.ts';
import { createRedactor, type Redactor } from '../../src/redaction/redactor.ts';
import type { Registry } from '../../src/runbook/definition/registry.ts';
import type { EffectPort } from '../../src/runbook/engine/effect-port.ts';
import { createEngine, type Engine, type EngineDeps } from '../../src/runbook/engine/engine.ts';
import type { PlanSettings } from '../../src/runbook/plan/make-plan.ts';
import type { PlanPerson } from '../../src/runbook/plan/person.ts';
import type { Plan } from '../../src/runbook/plan/plan.ts';
import { queueRun } from '../../src/runbook/run/service/queue.ts';
import { createRunbookService, type RunbookService, type RunView } from '../../src/runbook/service.ts';
import { stepKinds } from '../../src/runbook/steps/kinds.ts';
import type { StepContext, StepKind, StepKinds, StepOutcome } from '../../src/runbook/steps/step.ts';
import type { Database } from '../../src/store/database.ts';
import { type ManualClock, manualClock } from './clock.ts';
import { openTestDatabase } from './database.ts';
import { type FakeJobs, fakeJobs } from './jobs.ts';
import { type Pausable, pausable } from './pausable.ts';
import { type FakePeople, fakePeople } from './people.ts';

/** What a step of the kind `fake` does; the step's spec is its name here. */
export interface FakeStep {
  execute?(context: StepContext): Promise<StepOutcome>;
  probe?(context: StepContext): Promise<StepOutcome | undefined>;
}

export interface Execution {
  readonly db: Database;
  readonly clock: ManualClock;
  readonly jobs: FakeJobs;
  readonly people: FakePeople;
  readonly approvals: Approvals;
  readonly service: RunbookService;
  readonly engine: Engine;
  /** Scripts of steps, by name. */
  readonly fakes: Map<string, FakeStep>;
  readonly secrets: Map<string, string>;
  /** Another worker process on the same database. */
  worker(name: string, change?: Partial<EngineDeps>): Engine;
  /** Another one, that may stand still or be killed; its lease lasts {@link LONG_LEASE_MS}. */
  pausable(name: string, change?: Partial<EngineDeps>): Engine & Omit<Pausable, 'db'>;
  /** Queues a plan as if nothing had to approve it. */
  queue(plan: Plan, requester?: string): Promise<string>;
  /** Queues a plan, works on it until it ends or waits, and answers how it stands then. */
  carryOut(plan: Plan): Promise<RunView>;
  /** Scripts a step that succeeds and does nothing. @returns how often it was carried out so far. */
  counting(name: string): () => number;
  /** Scripts a step that takes some milliseconds. @returns how many were under way at once at the most. */
  crowding(name: string, ms: number): () => number;
  /** Opens a request for a plan that ana asks for and that needs one sre. */
  request(plan: Plan): Promise<string>;
  approve(requestId: string, voter?: string): Promise<void>;
  /** A request for a plan that ben has approved, and the run that this queued. */
  approved(plan: Plan): Promise<{ readonly request: string; readonly run: string }>;
  view(runId: string): Promise<RunView>;
  kindsOf(chain: string): Promise<string[]>;
  close(): Promise<void>;
}

/** The runbooks that can be proposed, and where their system is. */
export interface Catalogue {
  readonly registry: Pick<Registry, 'action' | 'nearest'> & Partial<Pick<Registry, 'runbooks'>>;
  readonly settings: PlanSettings;
  /** Everybody in the settings. Default: nobody. */
  readonly people?: readonly PlanPerson[];
}

const EMPTY: Catalogue = {
  registry: { action: () => undefined, nearest: () => ['test:go'] },
  settings: { vars: {}, workdir: '/tmp' },
};

export const LEASE_MS = 5_000;
/** So long that no timer of a worker ends anything in the meantime. */
export const LONG_LEASE_MS = 500_000;

/** The rooms that carry out plans, wired together; what the outside world does is given by the test. */
export async function openExecution(
  effects: EffectPort = noEffects,
  open: (clock: ManualClock) => Promise<Database> = openTestDatabase,
  catalogue: Catalogue = EMPTY,
  /** Who may do what, where it is not the people of the rig. */
  electorate?: (db: Database, jobs: FakeJobs) => Electorate,
): Promise<Execution> {
  const clock = manualClock();
  /** What is asked for later is the newer: no two things have one moment. */
  const oneAfterTheOther = (): void => clock.advance(1);
  const db = await open(clock);
  const jobs = fakeJobs();
  const people = fakePeople();
  people.put('ana', 'sre');
  people.put('ben', 'sre');
  people.put('ivan');
  const asked = electorate?.(db, jobs) ?? people;
  const approvals = createApprovals({ db, jobs, people: asked });
  const fakes = new Map<string, FakeStep>();
  const secrets = new Map<string, string>();
  const kinds: StepKinds = new Map([...stepKinds, ['fake', fakeKind(fakes)]]);
  const deps = {
    db,
    jobs,
    approvals,
    people: asked,
    kinds,
    effects,
    // Steps look again and again in real time, also where the clock of the database stands.
    clock: systemClock,
    leaseMs: LEASE_MS,
    log: pino({ level: 'silent' }),
    evidence: async () => ({ reactions: new Set<string>() }),
    secret: (name: string) => secretOf(secrets, name),
    redactor: redactorOf(secrets),
  };
  const worker = (name: string, change: Partial<EngineDeps> = {}) =>
    createEngine({ ...deps, workerId: name, ...change });
  const service = createRunbookService({
    db,
    jobs,
    approvals,
    people: asked,
    ...{ kinds, redactor: deps.redactor },
    registry: { runbooks: () => [], ...catalogue.registry },
    settings: {
      ...{ environment: 'test', risks: {}, people: catalogue.people ?? [] },
      system: () => catalogue.settings,
    },
  });
  const rig: Execution = {
    db,
    clock,
    jobs,
    people,
    approvals,
    service,
    engine: worker('worker-1'),
    fakes,
    secrets,
    worker,
    pausable(name, change) {
      const { db: own, ...standing } = pausable(db);
      return { ...worker(name, { db: own, leaseMs: LONG_LEASE_MS, ...change }), ...standing };
    },
    async queue(plan, requester = 'ana') {
      oneAfterTheOther();
      const run = { id: newId('run'), plan, requestId: null, requester, place: null, reason: null };
      return db.transact(async (tx) => queueRun(tx, jobs, run, await tx.now()));
    },
    async carryOut(plan) {
      const id = await rig.queue(plan);
      await rig.engine.work(id);
      return rig.view(id);
    },
    counting(name) {
      let times = 0;
      fakes.set(name, {
        async execute() {
          times += 1;
          return { status: 'succeeded', result: null };
        },
      });
      return () => times;
    },
    crowding(name, ms) {
      let inside = 0;
      let most = 0;
      fakes.set(name, {
        async execute() {
          inside += 1;
          most = Math.max(most, inside);
          await sleep(ms);
          inside -= 1;
          return { status: 'succeeded', result: null };
        },
      });
      return () => most;
    },
    async request(plan) {
      oneAfterTheOther();
      const request = await db.transact((tx) =>
        approvals.open(tx, {
          subject: { kind: 'plan', id: plan.action, title: plan.title },
          document: { plan: plan as unknown as Json },
          policy: resolvePolicy(writtenPolicy.parse({ groups: [{ of: ['sre'], quorum: 1 }] })),
          requester: 'ana',
          resource: plan.lock,
          environment: plan.environment,
          place: null,
        }),
      );
      return request.id;
    },
    async approve(requestId, voter = 'ben') {
      const view = await db.read((reader) => approvals.get(reader, requestId));
      const account = { platform: 'console', workspace: 'local', id: voter } as const;
      const answer = await approvals.vote({
        requestId,
        voter,
        account,
        human: true,
        choice: 'approve',
        digest: view?.digest ?? '',
        via: 'button',
      });
      if (!answer.ok) throw new OpsError(answer.refusal);
    },
    async approved(plan) {
      const request = await rig.request(plan);
      await rig.approve(request);
      return { request, run: wokenRun(jobs) };
    },
    async view(runId) {
      const view = await service.get(runId);
      if (view === undefined) throw new Error(`no run ${runId}`);
      return view;
    },
    async kindsOf(chain) {
      const { sql } = await import('drizzle-orm');
      const rows = await db.read((reader) =>
        reader.orm.execute(sql`select kind from audit_entry where chain = ${chain} order by seq`),
      );
      return (rows as unknown as { kind: string }[]).map((row) => row.kind);
    },
    close: () => db.close(),
  };
  return rig;
}

/** The run that an approved request queued. */
export function wokenRun(jobs: FakeJobs): string {
  const woken = jobs.woken.findLast(({ topic }) => topic === 'run');
  if (woken === undefined) throw new Error('no run was woken');
  return woken.id;
}

const noEffects: EffectPort = async (integration, operation) => {
  throw new Error(`the test expects no call of ${integration}.${operation}`);
};

/** Knows the secrets that the test has set by then. */
function redactorOf(secrets: ReadonlyMap<string, string>): Redactor {
  const now = () =>
    createRedactor([...secrets].map(([name, value]) => ({ value, shown: `[secret ${name}]` })));
  return {
    get reach() {
      return now().reach;
    },
    text: (text) => now().text(text),
    json: (value) => now().json(value),
    stream: () => now().stream(),
  };
}

function secretOf(secrets: ReadonlyMap<string, string>, name: string): string {
  const value = secrets.get(name);
  if (value !== undefined) return value;
  throw new OpsError({ code: 'secret.missing', what: 'No.', why: `${name} is not set.`, next: 'Set it.' });
}

function fakeKind(fakes: ReadonlyMap<string, FakeStep>): StepKind {
  return {
    kind: 'fake',
    summary: 'Does what the test says.',
    written: undefined as never,
    defaultEffect: undefined,
    resultOf: () => 'anything',
    resolve: (written) => written as Json,
    describe: (spec) => [String(spec)],
    async execute(spec, context) {
      return (await fakes.get(String(spec))?.execute?.(context)) ?? { status: 'succeeded', result: null };
    },
    async probe(spec, context) {
      return fakes.get(String(spec))?.probe?.(context);
    },
  };
}
