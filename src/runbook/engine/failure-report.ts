import { formatDuration } from '../../duration.ts';
import { messageOf, OpsError } from '../../errors.ts';
import { shownText } from '../../terminal/json.ts';
import type { Report, StillRunning } from '../run/step-run.ts';
import type { AttemptDeps } from './attempt-deps.ts';
import type { Stop } from './stop.ts';
import type { Assignment } from './turn.ts';

/**
 * What became of an attempt that was stopped, or threw.
 * @param stillRunning programs of it that could not be stopped; null when none is left.
 */
export function reportOfFailure(
  error: unknown,
  { run, step, planned }: Assignment,
  stop: Stop,
  stillRunning: StillRunning | null,
  { redactor, log }: Pick<AttemptDeps, 'redactor' | 'log'>,
): Report {
  switch (stop.cause) {
    case 'cancel':
      return { kind: 'cancelled', stillRunning };
    case 'shutdown':
      return { kind: 'interrupted', stillRunning };
    case 'timeout':
      return {
        kind: 'doubt',
        reason: `it took longer than ${formatDuration(planned.timeoutMs)} and ${stillRunning?.told ?? 'was stopped'}`,
        stillRunning,
      };
    default:
      break;
  }
  const at = { run: run.id, step: planned.id };
  const isProbe = step.state !== 'running';
  if (error instanceof OpsError) {
    const { what, why, next } = error.refusal;
    const reason = redactor.text(shownText(`${what} ${why}`));
    if (stillRunning !== null)
      return { kind: 'doubt', reason: `${reason} And ${stillRunning.told}`, stillRunning };
    if (isProbe) return noAnswer(reason, at, log);
    return { kind: 'outcome', outcome: { status: 'failed', reason, next: redactor.text(shownText(next)) } };
  }
  // Messages of other errors may quote what was printed, as those of parsers do.
  const failed =
    planned.output === 'withheld'
      ? 'it failed in an unforeseen way; what it printed is withheld'
      : redactor.text(shownText(messageOf(error)));
  if (isProbe && stillRunning === null) return noAnswer(failed, at, log);
  log.error({ ...at, reason: failed }, 'a step failed in an unforeseen way');
  const reason = stillRunning === null ? failed : `${failed}, and ${stillRunning.told}`;
  return { kind: 'doubt', reason, stillRunning };
}

/** A probe that failed has found out nothing: people look, and are told why it could not. */
function noAnswer(why: string, at: object, log: Pick<AttemptDeps['log'], 'warn'>): Report {
  log.warn({ ...at, reason: why }, 'a probe could not find out whether its step took effect');
  return { kind: 'probed', outcome: undefined, why };
}

/** Nothing is started beside a program of an earlier attempt, and nobody can tell what that one still does. */
export function notAgain(stillRunning: StillRunning): Report {
  const reason = `it was not carried out again: ${stillRunning.told}, from an attempt before`;
  return { kind: 'doubt', reason, stillRunning };
}
