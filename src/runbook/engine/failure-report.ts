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
  if (step.state !== 'running' && stillRunning === null) return { kind: 'probed', outcome: undefined };
  if (error instanceof OpsError) {
    const { what, why, next } = error.refusal;
    const reason = redactor.text(shownText(`${what} ${why}`));
    if (stillRunning !== null)
      return { kind: 'doubt', reason: `${reason} And ${stillRunning.told}`, stillRunning };
    return { kind: 'outcome', outcome: { status: 'failed', reason, next: redactor.text(shownText(next)) } };
  }
  // Messages of other errors may quote what was printed, as those of parsers do.
  const failed =
    planned.output === 'withheld'
      ? 'it failed in an unforeseen way; what it printed is withheld'
      : redactor.text(shownText(messageOf(error)));
  log.error({ run: run.id, step: planned.id, reason: failed }, 'a step failed in an unforeseen way');
  const reason = stillRunning === null ? failed : `${failed}, and ${stillRunning.told}`;
  return { kind: 'doubt', reason, stillRunning };
}

/** Nothing is started beside a program of an earlier attempt, and nobody can tell what that one still does. */
export function notAgain(stillRunning: StillRunning): Report {
  const reason = `it was not carried out again: ${stillRunning.told}, from an attempt before`;
  return { kind: 'doubt', reason, stillRunning };
}
