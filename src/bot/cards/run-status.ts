import type { Tone } from '../../chat/card.ts';
import { oneLine } from '../../chat/safe-text.ts';
import { duration, exactTime } from '../../chat/time-text.ts';
import { missesOf } from '../../commands/run-parts/check-tables.ts';
import {
  foundSoFar,
  isPolling,
  looksUntil,
  openStep,
  stepUnderWay,
  titleOf,
} from '../../commands/run-parts/run-steps.ts';
import { isDoneByHand } from '../../runbook/run/asking.ts';
import { saidDone } from '../../runbook/run/decided.ts';
import { isEmergency } from '../../runbook/run/emergency.ts';
import { foundBeside, severityOfFound } from '../../runbook/run/found/found.ts';
import { foundInWords } from '../../runbook/run/found/words.ts';
import { cancelOf, gaveWayAndThen, isEndedByGivingWay } from '../../runbook/run/overtaken/gave-way.ts';
import { severityOf } from '../../runbook/run/severity.ts';
import { isInDoubt, type StepRun } from '../../runbook/run/step-run.ts';
import { keepingLock } from '../../runbook/run/still-running/still-running.ts';
import { courseOf, isOnWayDown } from '../../runbook/run/way-down.ts';
import { failedStep, isUnclear } from '../../runbook/run/words.ts';
import type { RunView } from '../../runbook/service.ts';
import { cut } from '../../values/cut.ts';
import { saying } from '../../values/saying.ts';
import { meaningOf, TONE_OF, VERDICTS, withNext } from './verdict.ts';

/**
 * The one line of a run that is read first: what it does, waits for or came to.
 * @param name the display name of a principal.
 */
export function statusOf(run: RunView, name: (principal: string) => string): string {
  const note = run.note === null ? '' : `: ${run.note}`;
  // What does not go on says here why; what ended, what it left undone, and what still keeps others waiting.
  const said = run.note === null ? '' : ` ${run.note}`;
  const after = `${said}${keptLock(run)}`;
  const found = foundBeside(run);
  const first = found === undefined ? '' : `${foundInWords(found)} `;
  switch (run.state) {
    case 'queued':
      return run.note === null ? 'About to start.' : `Waiting${note}`;
    case 'running':
      return lookingFor(run) === undefined
        ? `${courseInWords(run)}: ${titleOf(run, stepUnderWay(run)) || 'starting'}.${said}`
        : `Waiting${waitedFor(run)}.${said}`;
    case 'waiting':
      return `Waiting${note || waitedFor(run)}.`;
    case 'asking':
      return `${asked(run, name)}${said}`;
    case 'unknown':
      return `${unknownEffect(run, openStep(run))}${said}`;
    case 'succeeded':
      return withNext(
        run,
        // What its author says of a success is not said of an end that found something else.
        found === undefined
          ? `${verdictOf(run)}${outcomeOf(run)}${took(run)}${onWord(run, name)}.${meaningOf(run)}${after}`
          : `${first}It came to its end${outcomeOf(run)}${took(run)}${onWord(run, name)}.${after}`,
      );
    case 'failed':
      return withNext(
        run,
        `${first}${isUnclear(run) ? 'Ended' : 'Failed'}${took(run)}${failure(run)}${keptLock(run)}`,
      );
    case 'cancelled':
      return withNext(run, `${first}${cancelled(run, name)}${doubtful(run)}${after}`);
    case 'refused':
      return withNext(run, `Not started${note}`);
  }
}

/** What people are asked; what one does by hand and another one confirms is told to both. */
function asked(run: RunView, name: (principal: string) => string): string {
  const step = openStep(run);
  const question = `Needs an answer: ${step?.prompt?.text ?? titleOf(run, step)}`;
  if (step === undefined || !isDoneByHand(run, step)) return question;
  return `${question.replace(/[.]$/, '')}. ${name(run.requester)}: do it now, or have it done. Somebody else then confirms it below.`;
}

/** The step that looks again and again. While it looks the card stays as it is, and is not drawn anew for that. */
function lookingFor(run: RunView): StepRun | undefined {
  return run.steps.find((step) => isPolling(run, step));
}

/** What a run waits for: what a step looks for, how far that is and how long it looks; or only time. */
function waitedFor(run: RunView): string {
  const polling = lookingFor(run);
  if (polling === undefined) return ' until the next step is due';
  const [seen, until] = [foundSoFar(polling), looksUntil(run, polling)];
  const far = seen === undefined ? '' : ` (${seen})`;
  const long = until === undefined ? '' : `, at most until ${exactTime(until)}`;
  return ` until this holds: ${titleOf(run, polling)}${far}${long}`;
}

function unknownEffect(run: RunView, step: StepRun | undefined): string {
  const left = step?.stillRunning?.told;
  const then = left === undefined ? 'Look, then decide below.' : `And ${left}. Nothing goes on beside it.`;
  return `Nobody knows whether "${titleOf(run, step)}" took effect. ${then}`;
}

/** Why the lock of a run that has ended is not free. */
function keptLock(run: RunView): string {
  const keeping = keepingLock(run);
  if (keeping === undefined) return '';
  return ` Its lock ${run.plan.lock} is kept: of "${titleOf(run, keeping)}", ${keeping.stillRunning.told}.`;
}

/** Nobody takes a rehearsal for the real thing. */
function verdictOf(run: RunView): string {
  const severity = severityOf(run);
  return run.plan.mode === 'dry-run' && severity === 'info'
    ? 'Rehearsed, nothing was changed'
    : VERDICTS[severity];
}

function outcomeOf({ outcome }: RunView): string {
  return outcome === null || outcome === 'succeeded' ? '' : `: ${outcome}`;
}

function took({ startedAt, finishedAt }: RunView): string {
  if (startedAt === null || finishedAt === null) return '';
  return ` after ${duration(finishedAt.getTime() - startedAt.getTime())}`;
}

/** That people said what Keyturn did not see. */
function onWord(run: RunView, name: (principal: string) => string): string {
  const words = run.steps.flatMap((step) => {
    const said = saidDone(step);
    return said === undefined ? [] : [`"${titleOf(run, step)}" is done only as ${saying(said.by.map(name))}`];
  });
  return words.length === 0 ? '' : `; Keyturn did not see all of it: ${words.join(', ')}`;
}

/** Who stopped it, or to what it gave way and what to do about that. */
function cancelled(run: RunView, name: (principal: string) => string): string {
  if (isEndedByGivingWay(run)) return `Stopped${took(run)}: ${gaveWayAndThen(run)}`;
  const cancel = cancelOf(run);
  return `Cancelled${cancel === null ? '' : ` by ${name(cancel.by)}`}${took(run)}.`;
}

/** Of which steps of a cancelled run nobody knows whether they took effect. */
function doubtful(run: RunView): string {
  const named = run.steps.filter(isInDoubt).map((step) => `"${titleOf(run, step)}"`);
  return named.length === 0 ? '' : ` Nobody knows whether ${named.join(', ')} took effect.`;
}

function failure(run: RunView): string {
  const failed = failedStep(run);
  if (failed !== undefined && isUnclear(run))
    return `: nobody knows whether "${titleOf(run, failed)}" took effect.${run.note === null ? '' : ` ${run.note}`}`;
  if (failed === undefined) return `: ${run.note ?? 'see its steps'}.`;
  const note = run.note === null ? '' : ` ${run.note}`;
  return ` at the step "${titleOf(run, failed)}"${whyOf(failed)}.${meaningOf(run)}${note}`;
}

const REASON = 100;
/** What a program printed on several lines says more with two of them than with the beginning of one. */
const LINES = 160;
const BETWEEN_LINES = ' ⏎ ';

/** Why a step has failed, as far as the first line has room: where it has none, all of it stands below. */
function whyOf(step: StepRun): string {
  const { reason } = step;
  if (reason === null) return '';
  const line = lineOf(reason);
  const misses = missesOf(step);
  const room = roomFor(reason);
  if (line.length <= room || misses === 0) return `: ${cut(line, room)}`;
  return `: ${misses === 1 ? 'a check does' : `${misses} checks do`} not hold`;
}

function lineOf(reason: string): string {
  return oneLine(tellingIn(reason)).replace(/\.$/, '');
}

/**
 * Of several lines that a program printed the last one, where there is no room for all: there it says why it stopped. Of two both, as
 * far as each has room: one may be what it printed beside its output, and either may say why.
 */
function tellingIn(reason: string): string {
  const lines = reason.split(BETWEEN_LINES);
  const [first = '', last = ''] = [lines.at(0), lines.at(-1)];
  if (lines.length < 2 || reason.length <= LINES) return reason;
  const beginning = first.slice(0, first.indexOf(': ') + 2);
  if (lines.length > 2) return `${beginning}… ${last}`;
  const room = Math.floor((LINES - beginning.length - BETWEEN_LINES.length) / 2);
  return `${beginning}${cut(first.slice(beginning.length), room)}${BETWEEN_LINES}${cut(last, room)}`;
}

function roomFor(reason: string): number {
  return reason.includes(BETWEEN_LINES) ? LINES : REASON;
}

/** Whether the first line says whole why a step has failed: it need not stand on the card once more. */
export function isToldWhole(run: RunView, { reason, position }: StepRun): boolean {
  return (
    run.state === 'failed' &&
    !isUnclear(run) &&
    failedStep(run)?.position === position &&
    reason !== null &&
    tellingIn(reason) === reason &&
    lineOf(reason).length <= roomFor(reason)
  );
}

function courseInWords(run: RunView): string {
  if (!isOnWayDown(run)) return COURSES.running;
  const state = courseOf(run)?.state ?? 'running';
  return isEndedByGivingWay(run) ? 'Stopped; on its way down' : COURSES[state];
}

const COURSES = {
  running: 'Running',
  succeeded: 'Done; what follows in any case',
  failed: 'Failed; on its way down',
  cancelled: 'Cancelled; on its way down',
} as const;

/** What nobody saw, or was left undone, is no plain success; what is bad stays bad. */
function doneTone(run: RunView): Tone {
  const tone = TONE_OF[severityOf(run)];
  const isPlain = run.note === null && keepingLock(run) === undefined && !run.steps.some(saidDone);
  return isPlain || tone === 'danger' ? tone : 'warning';
}

/** The same as a colour. */
export function toneOf(run: RunView): Tone {
  const found = foundBeside(run);
  if (found !== undefined) return TONE_OF[severityOfFound(found)];
  switch (run.state) {
    case 'succeeded':
      return doneTone(run);
    case 'failed':
      return isUnclear(run) && !isEmergency(run) ? 'warning' : 'danger';
    case 'unknown':
    case 'asking':
      return 'warning';
    case 'cancelled':
      return keepingLock(run) === undefined && !run.steps.some(isInDoubt) ? 'neutral' : 'warning';
    case 'refused':
      return 'warning';
    default:
      return isGoneWrong(run) ? 'warning' : 'progress';
  }
}

/** Whether what goes on only follows something that did not succeed: that does not look like any other step. */
function isGoneWrong(run: RunView): boolean {
  return isOnWayDown(run) && courseOf(run)?.state !== 'succeeded';
}
