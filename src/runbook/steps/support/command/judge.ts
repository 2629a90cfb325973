import { rendered } from '../../../../terminal/render.ts';
import { printedJson } from '../../../../values/printed-json.ts';
import type { StepContext, StepOutcome } from '../../step.ts';
import { evidenceOf } from '../evidence.ts';
import { type Found, findIn, foundBy, type Patterns } from '../find.ts';
import { foreignEnd } from '../foreign-end.ts';
import { printedText, textBy } from '../printed-text.ts';
import type { ProgramResult } from './call.ts';
import { programName } from './command-line.ts';
import type { ProbeSpec, ProgramSpec } from './spec.ts';
import { OTHER } from './written.ts';

const SHOWN_CHARACTERS = 8_000;

/** What became of a step, by how its program ended and what it printed. */
export async function judgeProgram(
  spec: ProgramSpec,
  { exit, signal, stdout, dropped, ms }: ProgramResult,
  context: StepContext,
): Promise<StepOutcome> {
  const printed = spec.parse === 'json' ? printedJson(stdout) : undefined;
  const whole = spec.parse === 'text' ? printedText(stdout, dropped) : undefined;
  const searched = spec.find === undefined ? undefined : searchedIn(stdout, dropped, spec.find);
  const result = {
    exit,
    ms,
    stdout: shownText(stdout),
    ...(printed !== undefined && 'value' in printed ? { json: printed.value } : {}),
    ...textBy(whole),
    ...foundBy(searched),
  };
  const [name = programName(spec.argv)] = spec.kept?.files ?? [];
  const meaning = meaningOf(spec, exit, signal);
  if (meaning === 'failed' || meaning === 'in-doubt') {
    const words = await context.lastWords();
    const said = words === '' ? '' : `: ${words}`;
    const ended = `${name} ended with exit code ${exit}${said}`;
    if (meaning === 'failed')
      return { status: 'failed', reason: ended, next: READ_IT, result, cutOff: 'perhaps' };
    const reason = `${ended}; after that code nobody knows whether it took effect`;
    return { status: 'uncertain', reason, cutOff: 'perhaps' };
  }
  if (typeof meaning !== 'string') {
    const words = await context.lastWords();
    const reason = `${name} was ended by ${meaning.cutOffBy}, which Keyturn did not send; whether it took effect is not known${words === '' ? '' : `: ${words}`}`;
    return { status: 'uncertain', reason, cutOff: 'surely' };
  }
  if (printed !== undefined && 'problem' in printed) {
    const isRead = 'isAmbiguous' in printed;
    const said = isRead ? printed.problem : `it printed no JSON: ${printed.problem}`;
    const why = dropped > 0 ? 'its output was too long to be kept' : said;
    return { status: 'failed', reason: `${name} gave no result: ${why}`, next: nextWithout(context), result };
  }
  for (const taken of [whole, searched]) {
    if (taken === undefined || !('problem' in taken)) continue;
    const reason = `${name} gave no result: ${taken.problem}`;
    return { status: 'failed', reason, next: nextWithout(context), result };
  }
  return { status: 'succeeded', result, ...(meaning === 'ok' ? {} : { outcome: meaning }) };
}

/** What the end of a program means: by its exit code, or that somebody else ended it. */
function meaningOf(
  { exits }: Pick<ProgramSpec, 'exits'>,
  exit: number | null,
  signal: string | null,
): string | { readonly cutOffBy: string } {
  const named = exits[String(exit)];
  if (named !== undefined) return named;
  const cutOffBy = foreignEnd(exit, signal);
  return cutOffBy === undefined ? (exits[OTHER] ?? 'failed') : { cutOffBy };
}

/** What was cut off may hold another value than what was kept. */
function searchedIn(stdout: string, dropped: number, find: Patterns): Found {
  return dropped > 0 ? { problem: 'its output was too long to be kept' } : findIn(stdout, find);
}

/** A program that ended well has done what it does, whatever it printed: to run it again may do that twice. */
function nextWithout({ changes }: StepContext): string {
  return changes
    ? 'The program ended well, so what it does is done: read the output of this step, and look there before the action is run again.'
    : READ_IT;
}

const READ_IT = 'Read the output of this step, mend what it names, then run the action again.';

/** The beginning of what was printed, as a terminal would show it. */
function shownText(printed: string): string {
  return rendered(printed.slice(0, 4 * SHOWN_CHARACTERS)).slice(0, SHOWN_CHARACTERS);
}

/** What the program that was asked after a crash tells of the effect; undefined when nobody can tell. */
export function judgeProbe(
  { exits, json }: ProbeSpec,
  { parse, find }: Pick<ProgramSpec, 'parse' | 'find'>,
  result: ProgramResult,
  now: Date,
): StepOutcome | undefined {
  const meaning = exits[String(result.exit)];
  if (meaning === undefined) return undefined;
  if (meaning === 'not-done') return notDone('the probe says that it did not happen');
  const printed = printedJson(result.stdout);
  const searched = find === undefined ? undefined : searchedIn(result.stdout, result.dropped, find);
  const shown = {
    probed: true,
    exit: result.exit,
    ms: result.ms,
    stdout: shownText(result.stdout),
    ...textBy(parse === 'text' ? printedText(result.stdout, result.dropped) : undefined),
    ...foundBy(searched),
  };
  // Later steps may ask for the `json`, the `text` and the `found` of this one, as if it had just run.
  const happened: StepOutcome = {
    status: 'succeeded',
    result: 'value' in printed ? { ...shown, json: printed.value } : shown,
  };
  if (json === null) return happened;
  // What was cut out of its output may be what it says.
  if ('problem' in printed || result.dropped > 0) return undefined;
  const evidence = evidenceOf(printed.value, json, now);
  if (evidence === undefined) return undefined;
  return evidence.done ? happened : notDone(evidence.because);
}

function notDone(reason: string): StepOutcome {
  return { status: 'failed', reason, next: READ_IT };
}
