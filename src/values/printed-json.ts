import type { Json } from '../canonical.ts';
import { type ReadJson, readJson } from './json.ts';

/** What a program printed may be more than one document; then nobody knows which of them it means. */
export type PrintedJson = ReadJson | { readonly problem: string; readonly isAmbiguous: true };

/**
 * The JSON that a program printed: all of its output, or all of it from a line on that begins with a bracket (programs like npm
 * print other lines first). When it is none, or not the only one, what is wrong with it and where.
 */
export function printedJson(text: string): PrintedJson {
  const printed = withoutMark(text).trim();
  if (printed === '') return { problem: 'it printed nothing' };
  const { read, start } = lastDocument(printed);
  const other = start > 0 && 'value' in read ? documentBefore(printed.slice(0, start)) : undefined;
  if (other === undefined) return read;
  const line = lineAt(printed, start);
  const problem = `it printed JSON at line ${line}, and what may be JSON as well at line ${other}; nothing says which is meant`;
  return { problem, isAmbiguous: true };
}

/** The last document in a text, whatever stands before it, and those lines; undefined when there is none. */
export function documentIn(text: string): { readonly before: string; readonly value: Json } | undefined {
  const { read, start } = lastDocument(text);
  return 'value' in read ? { before: text.slice(0, start), value: read.value } : undefined;
}

/** What ends with the text is read from its first character on, else from the first or the last line that begins with a bracket. */
function lastDocument(text: string): { readonly read: ReadJson; readonly start: number } {
  const whole = { read: readJson(withoutMark(text).trim()), start: 0 };
  if ('value' in whole.read) return whole;
  const first = text.search(/^[[{]/m);
  const last = Math.max(text.lastIndexOf('\n{'), text.lastIndexOf('\n[')) + 1;
  const starts = [...new Set([first, last])].filter((start) => start > 0);
  const parts = starts.map((start) => ({ read: readJson(text.slice(start)), start }));
  return parts.find(({ read }) => 'value' in read) ?? (first === 0 ? whole : (parts.at(-1) ?? whole));
}

/** The number of a line that may belong to another document; undefined where there is none. */
function documentBefore(text: string): number | undefined {
  const index = text.split('\n').findIndex((line) => mayBeJson(line.trimEnd()));
  return index < 0 ? undefined : index + 1;
}

/** An object or a list as a whole, the first line of one, or the last. What only stands in brackets is a line of a log: `[INFO] …`. */
function mayBeJson(line: string): boolean {
  if (/^(?:\{|[}\]]|\[\s*(?:$|[{["]))/.test(line)) return true;
  return line.startsWith('[') && line.endsWith(']') && 'value' in readJson(line);
}

function lineAt(text: string, place: number): number {
  return text.slice(0, place).split('\n').length;
}

function withoutMark(text: string): string {
  return text.replace(/^\ufeff/, '');
}
