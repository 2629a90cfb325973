import { type Approvals, createApprovals } from '../approval/service.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Redactor } from '../redaction/redactor.ts';
import type { Registry } from '../runbook/definition/registry.ts';
import type { EffectPort } from '../runbook/engine/effect-port.ts';
import { createEngine, type Engine } from '../runbook/engine/engine.ts';
import { createRunbookService, type RunbookService, type RunbookSettings } from '../runbook/service.ts';
import type { StepKinds } from '../runbook/steps/step.ts';
import type { Database } from '../store/database.ts';
import type { Cast } from './cast.ts';
import { type TrialClock, trialClock } from './clock.ts';
import { type TrialJobs, trialJobs } from './jobs.ts';

/** What all tests stand on. */
export interface Ground {
  readonly registry: Pick<Registry, 'action' | 'nearest' | 'runbooks'>;
  readonly settings: RunbookSettings;
  /** Every role that somebody may hold. */
  readonly roles: readonly string[];
  readonly kinds: StepKinds;
  /** The integrations, for what a test has really done. */
  readonly effects: EffectPort;
  /** Whether tests may ask for that (`plant`): somebody said so who knows these settings. */
  readonly plants: boolean;
  readonly secret: (name: string) => string;
  readonly redactor: Redactor;
  readonly log: Logger;
  /** Opens an empty database. */
  readonly open: (clock: Clock) => Promise<Database>;
  readonly clock: Clock;
  /** The folder in which tests may write; whatever stands in it is gone when the next test begins. */
  readonly home: string;
}

/** The rooms that plan, approve and carry out, as the program has them, over a database of one test. */
export interface World {
  readonly db: Database;
  readonly clock: TrialClock;
  readonly jobs: TrialJobs;
  readonly approvals: Approvals;
  readonly runs: RunbookService;
  readonly engine: Engine;
  readonly cast: Cast;
  close(): Promise<void>;
}

/** Longer than any step takes; while one is carried out, no time is let pass. */
const LEASE_MS = 24 * 3_600_000;
const GRACE_MS = 1_000;

/** @param at when the test takes place */
export async function openWorld(ground: Ground, cast: Cast, effects: EffectPort, at: Date): Promise<World> {
  const clock = trialClock(at);
  const db = await ground.open(clock);
  const jobs = trialJobs();
  const approvals = createApprovals({ db, jobs, people: cast });
  const { kinds, registry, secret, redactor, log } = ground;
  const people = [...ground.settings.people, ...cast.people];
  const settings: RunbookSettings = {
    environment: ground.settings.environment,
    risks: ground.settings.risks,
    held: ground.settings.held,
    people,
    system: (runbook) => ground.settings.system(runbook),
  };
  const runs = createRunbookService({
    ...{ db, jobs, approvals, people: cast, kinds, registry, settings, redactor },
  });
  const engine = createEngine({
    ...{ db, jobs, clock: ground.clock, approvals, people: cast, kinds, effects, secret, redactor, log },
    workerId: 'test',
    leaseMs: LEASE_MS,
    evidence: async () => ({ reactions: new Set<string>() }),
  });
  jobs.serve((id) => engine.work(id));
  return {
    ...{ db, clock, jobs, approvals, runs, engine, cast },
    async close() {
      await engine.drain(GRACE_MS);
      await db.close();
    },
  };
}
