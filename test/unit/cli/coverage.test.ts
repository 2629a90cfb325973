import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { coverage } from '../../../src/cli/coverage.ts';
import { folderWith, write } from '../runbook/definition/folder.ts';

const RUNBOOK = 'runbook: desk\ntitle: Desk\nsource: desk.md\n';
const FACT = 'facts: { a: { title: A, source: L1, value: V } }\n';

interface Given {
  readonly document?: string | Uint8Array;
  readonly runbook?: string;
  readonly html?: string;
}

/** What it prints, the exit code that it asks for, and the folder. */
async function covered({ document = 'one\n', runbook = RUNBOOK + FACT, html }: Given) {
  const folder = folderWith({ 'desk/a.yaml': runbook });
  write(folder, 'desk.md', document);
  const said: string[] = [];
  const spies = [vi.spyOn(console, 'log'), vi.spyOn(console, 'error')].map((spy) =>
    spy.mockImplementation((text) => void said.push(String(text))),
  );
  const before = process.exitCode;
  try {
    const page = html === undefined ? {} : { html: join(folder, html) };
    await coverage(join(folder, 'desk.md'), join(folder, 'desk'), page);
    return { text: said.join('\n').replaceAll(`${folder}/`, ''), code: process.exitCode, folder };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}

it('ends with 0 where each line has its place, and with 1 where one has none or a citation is faulty', async () => {
  expect((await covered({})).code).toBe(0);
  expect((await covered({ document: 'one\n\ntwo\n' })).code).toBe(1);
  expect((await covered({ runbook: RUNBOOK + FACT.replace('L1', '"L1, L7"') })).code).toBe(1);
});

it.each([
  [
    'a document that is no text',
    { document: Uint8Array.of(0x6f, 0x0a, 0x61, 0xe9) },
    /desk\.md:2:2: .*UTF-8/,
  ],
  ['a document of absurd length', { document: 'a\n'.repeat(600_000) }, /longer than 1000000 characters/],
  [
    'a runbook that is not valid',
    { runbook: `${RUNBOOK}facts: { a: 1 }\n` },
    /desk\/a\.yaml:4:\d+: .*keyturn lint/s,
  ],
  ['a runbook that is no YAML', { runbook: 'runbook: [\n' }, /desk\/a\.yaml:1:\d+: /],
  ['a runbook without a document', { runbook: 'runbook: desk\ntitle: Desk\n' }, /Write `source:`/],
  [
    'a page that would be written over something else',
    { html: 'desk.md' },
    /desk\.md was not written\. .*\.html/,
  ],
  ['a page in no folder', { html: 'gone/a.html' }, /gone\/a\.html was not written/],
])('ends with 2 and says what to do about %s', async (_what, given: Given, words) => {
  const { text, code } = await covered(given);
  expect(text).toMatch(words);
  expect(code).toBe(2);
});

it('ends with 2 where the document or the folder is not there', async () => {
  const complain = vi.spyOn(console, 'error').mockImplementation(() => {});
  const before = process.exitCode;
  try {
    const folder = folderWith({ 'desk/a.yaml': RUNBOOK + FACT, 'desk.md': 'one\n' });
    for (const [document, runbook] of [
      ['gone.md', 'desk'],
      ['desk', 'desk'],
      ['desk.md', 'gone'],
    ]) {
      process.exitCode = 0;
      await coverage(join(folder, document ?? ''), join(folder, runbook ?? ''), {});
      expect(process.exitCode).toBe(2);
    }
    expect(complain.mock.calls.flat()).toEqual([
      expect.stringMatching(/gone\.md: The document cannot be read\..*ENOENT/),
      expect.stringContaining('It is a folder, and no file.'),
      expect.stringMatching(/gone: The runbook cannot be read\..*ENOENT.*such as runbooks\/gone/),
    ]);
  } finally {
    process.exitCode = before;
    complain.mockRestore();
  }
});

it('writes the page beside what it prints, whatever came of it', async () => {
  const { folder, code } = await covered({ document: 'one\n\ntwo\n', html: 'page.html' });
  expect(code).toBe(1);
  expect(existsSync(join(folder, 'page.html'))).toBe(true);
  expect(readFileSync(join(folder, 'page.html'), 'utf8')).toContain('1 unplaced');
});
