import { describe, expect, it } from 'vitest';
import { isWhole } from '../../../src/coverage/report/report.ts';
import { textOf } from '../../../src/coverage/report/text.ts';
import { whoOf } from '../../../src/coverage/report/words.ts';
import { compared } from './comparing.ts';

const DOCUMENT = '# Desk\n\n- one\n- two\n- three\n\n## End\n\nfour\n';
const fact = (name: string, source: string) =>
  `  ${name}: { title: ${name}, source: "${source}", value: V }\n`;

function standings(collections: string): readonly string[] {
  return compared(DOCUMENT, collections).lines.map(({ standing }) => standing);
}

function faults(collections: string): readonly string[] {
  return compared(DOCUMENT, collections).faults.map(({ line, message }) => `${line}: ${message}`);
}

describe('a line that says something', () => {
  it('is placed by what cites it, left out with a reason, or unplaced', () => {
    const collections = `facts:\n${fact('a', 'L3-4')}leftOut:\n  b: { source: L5, reason: Old. }\n`;
    expect(standings(collections)).toEqual([
      ...['structure', 'structure', 'placed', 'placed', 'left out', 'structure', 'structure', 'structure'],
      'unplaced',
    ]);
  });

  it('names all who cite it, the narrowest first, by their titles', () => {
    const checklist = `checklists:
  all:
    title: All
    source: L3-9
    items: [{ id: one, title: First, source: L3, confirm: Done }]
changelog: { source: L3-5, description: D, types: [a], automaticFor: [] }
`;
    const { lines } = compared(DOCUMENT, checklist);
    expect(lines[2]?.by.map(whoOf)).toEqual(['checklist all, First', 'change log', 'checklist all']);
  });

  it('is told where only a whole cites it, and none of its parts', () => {
    const checklist = `checklists:
  all: { title: All, source: L3-9, items: [{ id: one, title: First, source: "L3, L9", confirm: Done }] }
`;
    const report = compared(DOCUMENT, checklist);
    expect(isWhole(report)).toBe(true);
    expect(textOf(report)).toContain('Placed by a whole, and by none of its parts: L4-5.');
  });
});

describe('a citation', () => {
  it.each([
    [
      'of lines that the document does not have',
      'L3, L9-12',
      'L9-12 lies outside of the document, which ends with L9.',
    ],
    ['of blank lines', 'L3, L6', 'L6 is blank in the document.'],
    ['of nothing but headings', 'L6-8', 'L6-8 has only headings and the like in the document.'],
    ['that names a line twice', 'L3-5, L4', 'L4 is cited twice here.'],
  ])('%s is faulty, with its place', (_what, source, message) => {
    expect(faults(`facts:\n${fact('a', source)}`)).toEqual([`5: ${message}`]);
  });

  it('of a heading with what stands below it is not', () => {
    expect(faults(`facts:\n${fact('a', 'L1, L3')}${fact('b', 'L7-9')}`)).toEqual([]);
  });

  it('may name the lines of another', () => {
    expect(faults(`facts:\n${fact('a', 'L3-5')}${fact('b', 'L4')}`)).toEqual([]);
  });

  it('is faulty where the same lines are left out', () => {
    const leftOut =
      'leftOut:\n  old: { source: L4-5, reason: Old. }\n  older: { source: "L5, L9", reason: O. }\n';
    expect(faults(`facts:\n${fact('a', 'L4')}${fact('b', 'L3-4')}${leftOut}`)).toEqual([
      '8: L4 is left out here, but fact a cites it, and 1 more does.',
      "9: L5 is left out here, but 'left out old' leaves it out as well.",
    ]);
  });
});

describe('what is printed', () => {
  it('names each unplaced line where an editor finds it, and hides nothing that moves a cursor', () => {
    const { length } = 'run \u001b[2J\u202enow';
    expect(length).toBe(12);
    const text = textOf(compared('run \u001b[2J\u202enow\n', ''));
    expect(text).toContain('desk.md:1: unplaced: run \\u{1b}[2J\\u{202e}now');
  });

  it('tells whoever compares with another document', () => {
    const report = compared(DOCUMENT, '');
    expect(textOf(report)).not.toContain('another file');
    expect(textOf({ ...report, document: 'docs/other.md' })).toContain('names desk.md as its document');
  });
});
