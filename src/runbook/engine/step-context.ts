import { crashPoint } from '../../crash-point.ts';
import { isEmergency } from '../run/emergency.ts';
import { resultFor } from '../run/results.ts';
import type { StepContext } from '../steps/step.ts';
import type { Permit } from './admission.ts';
import type { Assignment } from './assignment.ts';
import type { AttemptDeps } from './attempt-deps.ts';
import { cleaned } from './clean-outcome.ts';
import type { EffectIo } from './effect-port.ts';
import { type Inside, isInside } from './inside.ts';
import type { Recorder } from './output/recorder.ts';
import type { Stop } from './stop.ts';

export interface ContextTools {
  readonly stop: Stop;
  /** Looks at the lease right before an effect. @throws when it is too old to act on. */
  readonly check: () => void;
  /** Told when an effect begins, and given what waits for others before that. */
  readonly permit: Permit;
  readonly recorder: Pick<Recorder, 'push' | 'lastWords'>;
}

/**
 * What a step kind is given for one attempt.
 * @param inside takes what happens once the attempt is written down.
 */
export function contextOf(
  { effects, secret, redactor }: Pick<AttemptDeps, 'effects' | 'secret' | 'redactor'>,
  { run, step, planned, now }: Omit<Assignment, 'lease'>,
  { stop, check, permit, recorder }: ContextTools,
  inside: Inside[],
): StepContext {
  const io: EffectIo = {
    system: run.plan.runbook,
    run: run.id,
    step: { id: planned.id, title: planned.title },
    signal: stop.signal,
    begin() {
      check();
      permit.begun();
    },
    aside: permit.aside,
    output(stream, text) {
      crashPoint('during-effect');
      recorder.push(stream, text);
    },
    secret(name) {
      if (!planned.secrets.includes(name))
        throw new Error(`${planned.id} was planned without the secret ${name}`);
      return secret(name);
    },
  };
  return {
    runId: run.id,
    stepId: planned.id,
    attempt: step.attempt,
    signal: stop.signal,
    changes: planned.effect !== 'pure',
    ...(isEmergency(run) ? { urgent: true } : {}),
    files: planned.files ?? [],
    now,
    output: io.output,
    lastWords: recorder.lastWords,
    async effect(integration, operation, input, limit) {
      const name = `${integration}.${operation}`;
      if (isInside(name)) {
        inside.push({ effect: name, input });
        return null;
      }
      check();
      crashPoint('before-effect');
      const within = limit === undefined ? io : { ...io, signal: AbortSignal.any([io.signal, limit]) };
      return cleaned(await effects(integration, operation, input, within), redactor);
    },
    resultOf: (id) => resultFor(run, planned, id),
    // What is to be told on the way down is told, also where something is not known.
    absent: planned.phase === undefined ? undefined : 'not known',
    answer: step.answer ?? undefined,
    askedAt: run.queuedAt,
    startedAt: step.startedAt ?? now(),
  };
}
