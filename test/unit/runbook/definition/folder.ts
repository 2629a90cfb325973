import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type LoadOptions, loadRunbooks } from '../../../../src/runbook/definition/load.ts';
import { createRegistry, type Registry } from '../../../../src/runbook/definition/registry.ts';
import type { Runbook } from '../../../../src/runbook/definition/runbook.ts';
import { stepKinds } from '../../../../src/runbook/steps/kinds.ts';
import type { Problem } from '../../../../src/written/problem.ts';

/** A folder of runbooks for one test, e.g. `{ 'demo/a.yaml': '…' }`. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-runbooks-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) write(folder, name, text);
  return folder;
}

export function write(folder: string, name: string, text: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

/** The problems of one file `demo/a.yaml`, with file names as given. */
export function problemsOf(text: string, options: LoadOptions = {}): readonly Problem[] {
  const folder = folderWith({ 'demo/a.yaml': text });
  return loadRunbooks(folder, stepKinds, options).problems.map((problem) => ({
    ...problem,
    file: problem.file.slice(problem.file.lastIndexOf('demo/')),
  }));
}

/** The one valid runbook of a text. */
export function runbookOf(text: string): Runbook {
  const { runbooks, problems } = loadRunbooks(folderWith({ 'demo/a.yaml': text }), stepKinds);
  const [runbook] = runbooks;
  if (runbook === undefined) throw new Error(JSON.stringify(problems, null, 2));
  return runbook;
}

/** What serves where one text is the only runbook, for a whole file of tests. */
export function registryOf(text: string): Registry {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-runbooks-'));
  try {
    write(folder, 'demo/a.yaml', text);
    return createRegistry({
      folder,
      kinds: stepKinds,
      onProblem: (problems) => {
        throw new Error(JSON.stringify(problems));
      },
      onReload: () => {},
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A small valid runbook; `actions` is indented by two spaces and begins on line 6. */
export function demo(actions: string, rest = ''): string {
  return `runbook: demo
title: Demo
source: demo.txt
policies: { one-sre: { groups: [{ of: [sre], quorum: 1 }], expires: 30m } }
actions:
${actions}
${rest}`;
}
