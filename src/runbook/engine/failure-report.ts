import { formatDuration } from '../../duration.ts';
import { messageOf, OpsError } from '../../errors.ts';
import { shownText } from '../../terminal/json.ts';
import type { Report } from '../run/conclude.ts';
import type { StillRunning } from '../run/step-run.ts';
import type { Assignment } from './assignment.ts';
import type { AttemptDeps } from './attempt-deps.ts';
import type { Stop } from './stop.ts';

/**
 * What became of an attempt that was stopped, or threw.
 * @param stillRunning programs of it that may still run; null when none is left.
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
    const { reason, next } = refused(error, redactor);
    if (stillRunning !== null)
      return { kind: 'doubt', reason: `${reason} And ${stillRunning.told}`, stillRunning };
    if (isProbe) return noAnswer(reason, at, log);
    return { kind: 'outcome', outcome: { status: 'failed', reason, next } };
  }
  const failed = unforeseen(error, planned, redactor);
  if (isProbe && stillRunning === null) return noAnswer(failed, at, log);
  log.error({ ...at, reason: failed }, 'a step failed in an unforeseen way');
  const reason = stillRunning === null ? failed : `${failed}, and ${stillRunning.told}`;
  return { kind: 'doubt', reason, stillRunning };
}

/** What became of an attempt that was stopped, or threw, before anything of it had begun: nobody has to look at the target. */
export function reportOfUnbegun(
  error: unknown,
  { run, step, planned }: Assignment,
  stop: Stop,
  { redactor, log }: Pick<AttemptDeps, 'redactor' | 'log'>,
): Report {
  if (stop.cause === 'cancel') return { kind: 'cancelled', stillRunning: null, notBegun: true };
  if (stop.cause === 'shutdown') return { kind: 'interrupted', stillRunning: null, notBegun: true };
  const at = { run: run.id, step: planned.id };
  const told = error instanceof OpsError ? refused(error, redactor) : undefined;
  const late = stop.cause === 'timeout' ? tooLate(planned, told?.reason) : undefined;
  const { reason, next } = late ?? told ?? { reason: unforeseen(error, planned, redactor), next: READ_LOG };
  if (step.state !== 'running') return noAnswer(reason, at, log);
  if (late === undefined && told === undefined)
    log.error({ ...at, reason }, 'a step failed in an unforeseen way before it was begun');
  return { kind: 'outcome', outcome: { status: 'failed', reason, next } };
}

interface Told {
  readonly reason: string;
  readonly next: string;
}

const READ_LOG = 'Nothing of it was begun. Read the log of Keyturn, then run the action again.';

function tooLate({ timeoutMs }: Assignment['planned'], why: string | undefined): Told {
  return {
    reason: `it was not begun within ${formatDuration(timeoutMs)}${why === undefined ? '' : `: ${why}`}`,
    next: 'Look at what it waited for (a name server, a service, a disk, other runs), or give it more time, then run the action again.',
  };
}

function refused({ refusal }: OpsError, redactor: AttemptDeps['redactor']): Told {
  const clean = (text: string) => redactor.text(shownText(text));
  return { reason: clean(`${refusal.what} ${refusal.why}`), next: clean(refusal.next) };
}

/** Messages of other errors than ours may quote what was printed, as those of parsers do. */
function unforeseen(
  error: unknown,
  { output }: Assignment['planned'],
  redactor: AttemptDeps['redactor'],
): string {
  return output !== undefined
    ? 'it failed in an unforeseen way; what it printed is withheld'
    : redactor.text(shownText(messageOf(error)));
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
