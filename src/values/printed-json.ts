import type { Json } from '../canonical.ts';
import { type ReadJson, readJson } from './json.ts';

/**
 * The JSON that a program printed: all of its output, or what begins at the last line that starts with a bracket
 * (programs like npm print other lines first). When it is none, what is wrong with it and where.
 */
export function printedJson(text: string): ReadJson {
  const printed = text.replace(/^\ufeff/, '').trim();
  if (printed === '') return { problem: 'it printed nothing' };
  const whole = readJson(printed);
  const start = startOfLast(printed);
  if ('value' in whole || start < 0 || /^[[{]/.test(printed)) return whole;
  return readJson(printed.slice(start));
}

/** What {@link printedJson} finds, and the lines before it; undefined when it finds none. */
export function documentIn(text: string): { readonly before: string; readonly value: Json } | undefined {
  const read = printedJson(text);
  if (!('value' in read)) return undefined;
  const isWhole = 'value' in readJson(text.trim());
  return { before: isWhole ? '' : text.slice(0, startOfLast(text)), value: read.value };
}

/** Where the last line begins that starts with a bracket; -1 where none does but perhaps the first. */
function startOfLast(text: string): number {
  const line = Math.max(text.lastIndexOf('\n{'), text.lastIndexOf('\n['));
  return line < 0 ? -1 : line + 1;
}
