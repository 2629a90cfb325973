import { type ScalarTag, stringify } from 'yaml';
import type { Block } from '../../chat/card.ts';
import type { RunView } from '../../runbook/service.ts';
import { firstOf, lastOf } from '../../values/cut.ts';
import { readJson } from '../../values/json.ts';
import { isExact, numberText } from '../../values/number.ts';
import { trimEnd } from '../../values/trim-end.ts';

/** Lines of output that a card shows; the file beside it has all of it. */
const TAIL_LINES = 12;
const TAIL_CHARACTERS = 1_500;

/** What others printed beside the step that matters is background. */
const OTHER_LINES = 4;

type Printed = Pick<RunView, 'printed' | 'finishedAt'>;

/**
 * The end of what a run printed: of a run that did not get past a step, what that step printed comes first.
 * @param titleOf what people know the step at a position by
 * @param partial whether the file beside the card lacks some of it, too.
 */
export function outputBlocks(
  run: Printed,
  titleOf: (position: number) => string,
  partial = false,
): readonly Block[] {
  const { of, more } = run.printed;
  const [own, others] = [printed(run.printed.tail), printed(run.printed.others)];
  const name = of === null || others === '' ? 'Output' : `Output of "${titleOf(of)}"`;
  const file = partial ? 'the file has more of it, and says what was left out' : 'all of it is in the file';
  const where = run.finishedAt === null ? 'the last lines' : file;
  const block = (label: string, whole: string, lines: number, cutBefore: boolean): readonly Block[] => {
    if (whole === '') return [];
    const { text, cut } = shownOf(whole, lines, cutBefore);
    const said = cut ? `${label} (${where})` : label;
    // Nobody reads JSON first: what could not be laid out waits for a second look.
    return [{ type: 'code', label: said, text, ...(startsAsJson(text) ? { fold: said } : {}) }];
  };
  return [
    ...block(name, own, TAIL_LINES, more),
    ...block(own === '' ? 'Output of steps beside it' : 'Output of other steps', others, OTHER_LINES, more),
  ];
}

/** Whether the card cannot show all the output, so that a file must. */
export function outputIsCut({ printed: { tail, others, more } }: Pick<Printed, 'printed'>): boolean {
  const isCut = (text: string, lines: number): boolean => shownOf(printed(text), lines, more).cut;
  return more || isCut(tail, TAIL_LINES) || isCut(others, OTHER_LINES);
}

/**
 * As much of an output as its card has room for: its end, where programs say how it went, or the beginning of one answer in JSON,
 * a value a line.
 * @param cutBefore something came before it that is not known here
 */
function shownOf(
  whole: string,
  lines: number,
  cutBefore: boolean,
): { readonly text: string; readonly cut: boolean } {
  const end = endOf(whole, lines);
  if (cutBefore) return { text: end, cut: true };
  const laid = whole.split('\n').map(lineLaidOut).join('\n');
  const fitting = firstOf(laid.split('\n').slice(0, lines).join('\n'), TAIL_CHARACTERS);
  if (fitting === laid) return { text: laid, cut: false };
  if (!whole.includes('\n') && laid !== whole) return { text: fitting, cut: true };
  return { text: end, cut: end.length < whole.length };
}

/** Also the end of some JSON whose beginning is gone. */
function startsAsJson(text: string): boolean {
  const [first = ''] = text.split('\n');
  return /^\s*[[{]/.test(first) || (first.match(/"\s*:/g) ?? []).length > 1;
}

function endOf(text: string, lines: number): string {
  return lastOf(text, TAIL_CHARACTERS).split('\n').slice(-lines).join('\n');
}

function printed(tail: string): string {
  return trimEnd(tail, (character) => character === '\n');
}

/** A long line of JSON over several lines, a value a line: on a phone nobody reads it otherwise. */
function lineLaidOut(line: string): string {
  if (!/^[[{].*[\]}]$/.test(line)) return line;
  const read = readJson(line);
  // It only looked like JSON, or is shown as it stands because it cannot be kept.
  if ('problem' in read) return line;
  return stringify(read.value, { lineWidth: 0, customTags: [asWritten] }).trimEnd();
}

/** Numbers in the form in which they were printed. */
const asWritten: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: isExact,
  resolve: (text) => text,
  stringify: ({ value }) => (isExact(value) ? numberText(value) : String(value)),
};
