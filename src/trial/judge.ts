import { jsonText } from '../values/json.ts';
import { suggestName } from '../written/nearest.ts';
import type { Finding } from '../written/problem.ts';
import type { Done } from './canned/line.ts';
import { matches } from './matching.ts';
import { type Observed, stepCalled } from './observed.ts';
import type { Expectation } from './written.ts';

/**
 * What of an expectation did not come true, each at its place behind `expect`. Where it ended otherwise, that alone: nothing else was to
 * come true then.
 */
export function judge(expected: Expectation, seen: Observed, done: readonly Done[]): readonly Finding[] {
  if (expected.ends !== seen.ends)
    return [found(['ends'], `It is ${seen.ends}, not ${expected.ends}${because(seen)}.`)];
  return [
    ...endFindings(expected, seen),
    ...becauseFindings(expected, seen),
    ...stepFindings(expected, seen),
    ...giveFindings(expected, seen),
    ...listFindings(
      'says',
      expected.says,
      seen.says.map(({ channel = 'here', text }) => `${channel}: ${text}`),
      said,
    ),
    ...listFindings(
      'does',
      expected.does,
      done.map(({ line }) => line),
      (one, _line, index) => isDone(one, done[index]),
    ),
  ];
}

function endFindings(expected: Expectation, seen: Observed): readonly Finding[] {
  return (['code', 'outcome', 'waitsFor'] as const).flatMap((key) =>
    expected[key] === undefined || expected[key] === seen[key]
      ? []
      : [found([key], `It is ${seen[key] ?? 'none'}, not ${expected[key]}${because(seen)}.`)],
  );
}

function becauseFindings({ because: part }: Expectation, seen: Observed): readonly Finding[] {
  if (part === undefined || seen.because.includes(part)) return [];
  const told = seen.because === '' ? 'No reason is told.' : `The reason is: ${seen.because}`;
  return [found(['because'], told)];
}

function stepFindings({ steps }: Expectation, seen: Observed): readonly Finding[] {
  return Object.entries(steps).flatMap(([name, wanted]) => {
    const path = ['steps', name];
    const step = stepCalled(seen.steps, name);
    if (step === undefined) return [unknownStep(path, name, seen)];
    if (step.state === wanted) return [];
    return [found(path, `The step ${name} is ${step.state}, not ${wanted}${because(seen)}.`)];
  });
}

/** A step that the plan does not have, at the place where the test names it. */
export function unknownStep(path: readonly PropertyKey[], name: string, { steps }: Observed): Finding {
  const why = steps.length === 0 ? ': nothing was planned' : '';
  const suggestion =
    steps.length === 0
      ? ''
      : suggestName(
          name,
          steps.map(({ id }) => id),
        );
  return { ...found(path, `There is no step ${name}${why}.`, true), suggestion };
}

function giveFindings({ gives }: Expectation, seen: Observed): readonly Finding[] {
  return Object.entries(gives).flatMap(([name, wanted]) => {
    const given = seen.gives.get(name);
    if (given !== undefined && matches(wanted, given)) return [];
    const message =
      given === undefined
        ? `It hands on no ${name}${because(seen)}.`
        : `It hands on ${jsonText(given)} as ${name}.`;
    return [found(['gives', name], message)];
  });
}

/** What happened in order against what was expected in order: the first that differs says enough. */
function listFindings<Wanted>(
  key: string,
  wanted: readonly Wanted[] | undefined,
  happened: readonly string[],
  isSame: (one: Wanted, line: string, index: number) => boolean,
): readonly Finding[] {
  if (wanted === undefined) return [];
  const at = wanted.findIndex((one, index) => {
    const line = happened[index];
    return line === undefined || !isSame(one, line, index);
  });
  const all =
    happened.length === 0 ? 'Nothing happened.' : `All that happened:\n    ${happened.join('\n    ')}`;
  if (at >= 0) {
    const instead = happened[at];
    const message = instead === undefined ? 'This did not happen.' : `Here it was \`${instead}\`.`;
    return [found([key, at], `${message} ${all}`)];
  }
  const more = happened[wanted.length];
  return more === undefined ? [] : [found([key], `There is more: \`${more}\`. ${all}`, true)];
}

function said({ channel, text }: NonNullable<Expectation['says']>[number], line: string): boolean {
  return matches(`${channel ?? '*'}: ${text}`, line);
}

function isDone(wanted: string | readonly string[], done: Done | undefined): boolean {
  if (done === undefined) return false;
  if (typeof wanted === 'string') return matches(wanted, done.line);
  const { argv = [] } = done;
  return wanted.length === argv.length && wanted.every((item, index) => matches(item, argv[index] ?? ''));
}

function because({ because: why }: Observed): string {
  return why === '' ? '' : ` (${why.replace(/\.$/, '')})`;
}

function found(path: readonly PropertyKey[], message: string, atKey = false): Finding {
  return { path, message, suggestion: '', atKey };
}
