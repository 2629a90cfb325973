import { jsonText } from '../../values/json.ts';
import { parseEntryBody } from '../entry.ts';
import type { PlacedEntryRow } from '../store.ts';

const COLUMNS = ['id', 'chain', 'seq', 'at', 'kind', 'actor', 'data', 'previous', 'hash', 'leaf'] as const;

export function csvHeader(): string {
  return `${COLUMNS.join(',')}\r\n`;
}

/** One entry as RFC 4180 wants it; what is in the signed body wins over the copies beside it. */
export function csvRow(entry: PlacedEntryRow): string {
  const told = parseEntryBody(entry.body);
  const cells = [
    entry.id,
    told?.chain ?? entry.chain,
    entry.seq,
    told?.at.toISOString() ?? '',
    told?.kind ?? entry.kind,
    told?.actor ?? '',
    told === undefined ? entry.body : jsonText(told.data),
    entry.previous,
    entry.hash,
    entry.leaf?.index ?? '',
  ];
  return `${cells.map((cell) => quote(String(cell))).join(',')}\r\n`;
}

function quote(text: string): string {
  // A spreadsheet would run a cell that begins like a formula.
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
