import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { messageOf } from '../errors.ts';
import { readRegularSync } from '../files/regular-file.ts';
import type { Finding, Problem } from '../written/problem.ts';
import { parseYamlFile } from '../written/yaml-file.ts';
import { findingsOf } from '../written/zod-finding.ts';
import { type TestFile, testFile } from './written.ts';

/** The folder of a runbook in which its tests stand. */
export const TESTS = 'tests';

/** One file of tests; without tests where something is wrong with how it is written. */
export interface ReadFile {
  /** As somebody in the current folder would write it. */
  readonly file: string;
  readonly tests: TestFile | undefined;
  readonly problems: readonly Problem[];
  /** A finding with its place in the file. */
  locate(finding: Finding): Problem;
}

/** The tests of a runbook, in the order of their files. None where there is no folder of tests. */
export function readTests(runbook: string): readonly ReadFile[] {
  const folder = join(runbook, TESTS);
  return namesIn(folder).map((name) => readFile(join(folder, name)));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.ya?ml$/.test(name) && !name.startsWith('.'))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function readFile(path: string): ReadFile {
  const short = relative(process.cwd(), path);
  const file = short.startsWith('..') ? path : short;
  let bytes: Uint8Array;
  try {
    bytes = readRegularSync(path);
  } catch (error) {
    const message = `The file cannot be read: ${messageOf(error)}.`;
    const problem = { file, line: 1, column: 1, message, suggestion: 'Check its permissions.' };
    return { file, tests: undefined, problems: [problem], locate: () => problem };
  }
  const yaml = parseYamlFile(file, bytes);
  const locate = ({ message, suggestion, ...at }: Finding): Problem => ({
    ...yaml.place(at),
    message,
    suggestion,
  });
  if (yaml.problems.length > 0) return { file, tests: undefined, problems: yaml.problems, locate };
  const parsed = testFile.safeParse(yaml.value);
  if (parsed.success) return { file, tests: parsed.data, problems: [], locate };
  const problems = findingsOf(parsed.error.issues, testFile, yaml.value).map(locate);
  return { file, tests: undefined, problems, locate };
}
