import { isBlank } from '../../values/characters.ts';
import { operationalLines } from './operational.ts';

/** What a line of a document is for: `operational` says something, `structure` orders what others say. */
export type LineKind = 'operational' | 'structure' | 'blank';

/** A line as an editor shows it. */
export interface DocumentLine {
  /** From 1. */
  readonly number: number;
  /** Without its end. */
  readonly text: string;
  readonly kind: LineKind;
}

/** Ends of lines as editors and CommonMark have them. Form feeds, U+0085 and U+2028 stand inside of lines. */
const LINE_END = /\r\n|\r|\n/;
/** What ends a line for some programs and none for an editor; left as it is, it would also hide a heading behind it. */
const NO_LINE_END = /[\f\v\u0085\u2028\u2029]/g;

/**
 * The lines of a Markdown document.
 * @throws RangeError when its blocks stand in each other deeper than the stack is
 */
export function documentLines(text: string): readonly DocumentLine[] {
  const lines = text.split(LINE_END);
  // Behind the last end of a line there is nothing that could be cited.
  if (lines.at(-1) === '') lines.pop();
  const operational = operationalLines(lines.map((line) => line.replace(NO_LINE_END, ' ')));
  return lines.map((line, index) => ({
    number: index + 1,
    text: line,
    kind: kindOf(line, operational.has(index + 1)),
  }));
}

function kindOf(text: string, isOperational: boolean): LineKind {
  if (isBlank(text)) return 'blank';
  return isOperational ? 'operational' : 'structure';
}
