import type { Actor } from '../../audit/entry.ts';
import { record } from '../../audit/service.ts';
import type { EntryKind } from '../../audit/words.ts';
import type { Json } from '../../canonical.ts';
import type { Jobs } from '../../jobs/port.ts';
import type { Tx } from '../../store/database.ts';
import { together } from '../../store/together.ts';
import { RUN, type Run } from '../run/run.ts';
import { sealOf } from '../run/seal.ts';
import type { StepRun } from '../run/step-run.ts';
import { updateRun } from '../run/store.ts';

/** A run waits for people from now on. */
export const RUN_ASKS = 'run.asks';

export const ENGINE = 'service/engine' as const;

/** A run while one transaction works on it: what changed, and what the log will say, written together at the end. */
export interface Draft {
  readonly run: Run;
  readonly now: Date;
  set(change: Partial<Run>): void;
  setStep(step: StepRun): void;
  say(kind: RunKind, data: Entry['data'], actor?: Actor): void;
  /** Writes everything together and says that the run changed. */
  save(tx: Tx, jobs: Jobs): Promise<void>;
}

type RunKind = Extract<EntryKind, `run.${string}`>;

interface Entry {
  readonly kind: RunKind;
  readonly actor: Actor;
  readonly data: { readonly [key: string]: Json };
}

export function draftOf(given: Run, now: Date): Draft {
  let run = given;
  const touched = new Set<number>();
  const entries: Entry[] = [];
  return {
    get run() {
      return run;
    },
    now,
    set(change) {
      run = { ...run, ...change };
    },
    setStep(step) {
      touched.add(step.position);
      run = { ...run, steps: run.steps.with(step.position, step) };
    },
    say(kind, data, actor = ENGINE) {
      entries.push({ kind, actor, data });
    },
    async save(tx, jobs) {
      const chain = RUN.subject(run.id);
      const sealed = sealOf(run);
      if (entries.length === 0 && sealed !== sealOf(given))
        entries.push({ kind: 'run.changed', actor: ENGINE, data: {} });
      const said = entries.map((entry) => ({ ...entry, data: { ...entry.data, sealed } }));
      const steps = run.steps.filter((step) => touched.has(step.position));
      tx.later(() => updateRun(tx, run, steps));
      await together([
        ...said.map((entry) => record(tx, { ...entry, chain, at: now })),
        jobs.emit(tx, { kind: 'run.changed', subject: chain, at: now, data: { state: run.state } }),
        ...(steps.some(waitsForPeople)
          ? [jobs.emit(tx, { kind: RUN_ASKS, subject: chain, at: now, data: {} })]
          : []),
      ]);
    },
  };
}

function waitsForPeople({ state }: StepRun): boolean {
  return state === 'asking' || state === 'unknown';
}
