import type { Approvals } from '../../approval/service.ts';
import type { Clock } from '../../clock.ts';
import type { Jobs } from '../../jobs/port.ts';
import type { PlannedStep } from '../plan/plan.ts';
import type { Report } from '../run/conclude.ts';
import type { Gate } from '../run/gate.ts';
import type { OvertakenDeps } from '../run/overtaken/service.ts';
import type { Lease, Run } from '../run/run.ts';
import type { StepRun } from '../run/step-run.ts';
import type { Inside } from './inside.ts';

export interface TurnDeps {
  readonly jobs: Jobs;
  readonly approvals: Pick<
    Approvals,
    'holdAhead' | 'askAgain' | 'claim' | 'settle' | 'invalidate' | 'get' | 'sealed'
  >;
  readonly people: OvertakenDeps['people'];
  /** Absent: nothing else keeps anything back. */
  readonly gate?: Gate;
  readonly workerId: string;
  readonly leaseMs: number;
  /** By which steps see time pass. */
  readonly clock: Pick<Clock, 'elapsed'>;
}

/** An attempt that was committed as started, and that the worker must now carry out. */
export interface Assignment {
  readonly lease: Lease;
  readonly run: Run;
  readonly step: StepRun;
  readonly planned: PlannedStep;
  /** The database's clock, going on from this turn: what the step decides by. */
  readonly now: () => Date;
}

/** What became of the assignment before. */
export interface Finished {
  readonly lease: Lease;
  /** The attempt as it was given to the worker. What is told of one that is not under way any more is written already. */
  readonly step: Pick<StepRun, 'position' | 'attempt' | 'state'>;
  readonly report: Report;
  /** What it did to Keyturn itself, which happens with the end of the step. */
  readonly inside: readonly Inside[];
  /** It is written down alone, because what follows it cannot be done: that is left to a later turn. */
  readonly alone?: boolean;
}
