import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type DocumentLine, documentLines, type LineKind } from '../../../src/coverage/document/document.ts';
import { isWhole, reportOn } from '../../../src/coverage/report/report.ts';
import { textOf } from '../../../src/coverage/report/text.ts';
import { readRunbook } from '../../../src/coverage/runbook.ts';
import { rangesIn, rangesOf, showRange } from '../../../src/runbook/definition/citation/lines.ts';
import { stepKinds } from '../../../src/runbook/steps/kinds.ts';

/**
 * The documents that our runbooks were taken from are not ours to keep. Of each there is a file with the numbers of its lines that say
 * something and of those that are blank. `UPDATE_LINES=twist=path/to/document` writes the one of twist anew.
 */
const FOLDER = new URL('./documents/', import.meta.url);
const KINDS: readonly LineKind[] = ['operational', 'blank', 'structure'];

const [updated, document] = process.env.UPDATE_LINES?.split('=') ?? [];
if (updated !== undefined && document !== undefined)
  writeFileSync(new URL(`${updated}.lines`, FOLDER), written(documentLines(readFileSync(document, 'utf8'))));

function written(lines: readonly DocumentLine[]): string {
  const rows = KINDS.map((kind) => {
    const numbers = lines.filter((line) => line.kind === kind).map(({ number }) => number);
    return `${kind}: ${rangesOf(numbers).map(showRange).join(', ')}\n`;
  });
  return rows.join('');
}

function read(text: string): readonly DocumentLine[] {
  const lines = text.split('\n').flatMap((row) => {
    const kind = KINDS.find((one) => row.startsWith(`${one}: `));
    if (kind === undefined) return [];
    return rangesIn(row).flatMap(({ from, to }) =>
      Array.from({ length: to - from + 1 }, (_, index) => ({ number: from + index, text: '', kind })),
    );
  });
  return lines.sort((a, b) => a.number - b.number);
}

describe.each(readdirSync(FOLDER).map((name) => name.replace('.lines', '')))('the document of %s', (id) => {
  const lines = read(readFileSync(new URL(`${id}.lines`, FOLDER), 'utf8'));
  const report = reportOn(`${id}.md`, lines, readRunbook(`runbooks/${id}`, stepKinds));

  it('is known line by line', () => {
    expect(lines.map(({ number }) => number)).toEqual(lines.map((_, index) => index + 1));
    expect(lines.length).toBeGreaterThan(100);
  });

  it('has its place in the runbook, line by line, and each citation has its lines', () => {
    expect({ isWhole: isWhole(report), text: textOf(report) }).toMatchObject({ isWhole: true });
  });
});
