import { stripVTControlCharacters } from 'node:util';
import { stringify } from 'yaml';
import type { Block } from '../../chat/card.ts';
import type { RunView } from '../../runbook/service.ts';

/** Lines of output that a card shows; the file beside it has all of it. */
const TAIL_LINES = 12;
const TAIL_CHARACTERS = 1_500;

type Printed = Pick<RunView, 'tail' | 'more' | 'finishedAt'>;

/** The end of what a run printed. */
export function outputBlocks(run: Printed): readonly Block[] {
  const whole = printed(run);
  if (whole === '') return [];
  const lines = whole.slice(-TAIL_CHARACTERS).split('\n');
  const shown = lines.slice(-TAIL_LINES).join('\n');
  const cut = run.more || shown.length < whole.length;
  const where = run.finishedAt === null ? 'the last lines' : 'all of it is in the file';
  return [{ type: 'code', label: cut ? `Output (${where})` : 'Output', text: cut ? shown : laidOut(shown) }];
}

/** Whether the card cannot show all the output, so that a file must. */
export function outputIsCut(run: Printed): boolean {
  const whole = printed(run);
  return run.more || whole.length > TAIL_CHARACTERS || whole.split('\n').length > TAIL_LINES;
}

/** Programs colour their output for terminals; a card is none. The file beside it has it as it was printed. */
function printed(run: Printed): string {
  return stripVTControlCharacters(run.tail).replace(/\n+$/, '');
}

/** Long lines of JSON over several lines, a value a line, where there is room: on a phone nobody reads them otherwise. */
function laidOut(text: string): string {
  const laid = text.split('\n').map(lineLaidOut).join('\n');
  return laid.split('\n').length <= TAIL_LINES ? laid : text;
}

function lineLaidOut(line: string): string {
  if (!/^[[{].*[\]}]$/.test(line)) return line;
  try {
    return stringify(JSON.parse(line), { lineWidth: 0 }).trimEnd();
  } catch {
    // It only looked like JSON.
    return line;
  }
}
