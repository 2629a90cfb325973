import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { WrittenPolicy } from '../../approval/policy.ts';
import { digestOf, type Json } from '../../canonical.ts';
import { messageOf } from '../../errors.ts';
import { compareProblems, type Finding, type Problem } from '../../written/problem.ts';
import { parseYamlFile, type YamlFile } from '../../written/yaml-file.ts';
import { findingsOf } from '../../written/zod-finding.ts';
import type { StepKinds } from '../steps/step.ts';
import { CHECKS } from './check/all.ts';
import { runbookSchema, type WrittenRunbook } from './construct/runbook.ts';
import { type Merged, mergeFiles } from './merge.ts';
import type { Runbook } from './runbook.ts';

export interface LoadOptions {
  /** Roles of keyturn.yaml; absent: names of roles are not checked. */
  readonly roles?: readonly string[];
  /** Policies of keyturn.yaml: each replaces the one of the same name in a runbook. */
  readonly policies?: Readonly<Record<string, WrittenPolicy>>;
}

export interface Loaded {
  /** Only those without any problem. */
  readonly runbooks: readonly Runbook[];
  /** False when the folder itself cannot be read. */
  readonly readable: boolean;
  /** Names of the folders whose runbook has problems. */
  readonly refused: readonly string[];
  /** In the order of files and lines. File names are relative to the current directory where that is shorter. */
  readonly problems: readonly Problem[];
}

/** Reads `<folder>/<system>/*.yaml`; never throws for what an author wrote, nor for a folder that cannot be read. */
export function loadRunbooks(folder: string, kinds: StepKinds, options: LoadOptions = {}): Loaded {
  try {
    return loadSystems(folder, kinds, options);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return unreadable(folder, code === 'ENOENT' ? 'does not exist' : `cannot be read: ${messageOf(error)}`);
  }
}

function unreadable(folder: string, why: string): Loaded {
  const message = `The folder of runbooks ${why}.`;
  const suggestion =
    'Create it or mend its permissions, or name the right one as `runbooks:` in keyturn.yaml.';
  const problems = [{ file: display(folder), line: 1, column: 1, message, suggestion }];
  return { readable: false, runbooks: [], refused: [], problems };
}

function loadSystems(folder: string, kinds: StepKinds, options: LoadOptions): Loaded {
  const loaded = systemsIn(folder).map((system) => ({
    system,
    ...loadRunbook(join(folder, system), kinds, options),
  }));
  return {
    readable: true,
    refused: loaded.filter((one) => one.runbook === undefined).map((one) => one.system),
    runbooks: loaded.flatMap((one) => one.runbook ?? []),
    problems: loaded.flatMap((one) => one.problems).sort(compareProblems),
  };
}

/** Reads one runbook from all YAML files directly in its folder. */
export function loadRunbook(
  folder: string,
  kinds: StepKinds,
  options: LoadOptions = {},
): { readonly runbook: Runbook | undefined; readonly problems: readonly Problem[] } {
  const paths = yamlFilesIn(folder).map((name) => join(folder, name));
  const merged = mergeFiles(paths.map(readYamlFile));
  if (merged.problems.length > 0) return { runbook: undefined, problems: merged.problems };

  const schema = runbookSchema(kinds);
  const parsed = schema.safeParse(merged.value);
  if (!parsed.success) return refused(merged, findingsOf(parsed.error.issues, schema, merged.value));

  const named = nameFinding(parsed.data, basename(folder));
  if (named !== undefined) return refused(merged, [named]);
  const runbook = assemble(parsed.data, merged, paths, options.policies ?? {});
  const findings = CHECKS.flatMap((check) => check(runbook, { kinds, roles: options.roles }));
  return findings.length > 0 ? refused(merged, findings) : { runbook, problems: [] };
}

function readYamlFile(path: string): YamlFile {
  const file = display(path);
  try {
    return parseYamlFile(file, readFileSync(path, 'utf8'));
  } catch (error) {
    const place = { file, line: 1, column: 1 };
    const message = `The file cannot be read: ${messageOf(error)}.`;
    const problem = { ...place, message, suggestion: 'Check its permissions.' };
    return { file, value: undefined, problems: [problem], place: () => place, has: () => false };
  }
}

function refused(
  merged: Merged,
  findings: readonly Finding[],
): { runbook: undefined; problems: readonly Problem[] } {
  const problems = findings.map((finding) => ({
    ...merged.locate(finding),
    message: finding.message,
    suggestion: finding.suggestion,
  }));
  return { runbook: undefined, problems: problems.sort(compareProblems) };
}

function assemble(
  written: WrittenRunbook,
  merged: Merged,
  paths: readonly string[],
  overrides: Readonly<Record<string, WrittenPolicy>>,
): Runbook {
  const { runbook, actions, policies, ...rest } = written;
  const replaced = Object.fromEntries(
    Object.entries(overrides).filter(([name]) => Object.hasOwn(policies, name)),
  );
  return {
    ...rest,
    policies: { ...policies, ...replaced },
    id: runbook,
    digest: digestOf(effective(merged.value, replaced)),
    actions: Object.fromEntries(Object.entries(actions).map(([id, action]) => [id, { ...action, id }])),
    files: paths.map((path) => basename(path)),
  };
}

/** What the digest covers: the files, with the policies that the settings put in place of theirs. */
function effective(value: unknown, replaced: Readonly<Record<string, WrittenPolicy>>): Json {
  if (Object.keys(replaced).length === 0) return value as Json;
  const definition = value as { readonly policies: object };
  return { ...definition, policies: { ...definition.policies, ...replaced } } as unknown as Json;
}

function nameFinding(written: WrittenRunbook, folder: string): Finding | undefined {
  if (written.runbook === folder) return undefined;
  const message = `The runbook is called '${written.runbook}' but stands in the folder '${folder}'.`;
  return { path: ['runbook'], message, suggestion: `Write \`runbook: ${folder}\`, or rename the folder.` };
}

function systemsIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(
      (entry) =>
        entry.isDirectory() &&
        !entry.name.startsWith('.') &&
        yamlFilesIn(join(folder, entry.name)).length > 0,
    )
    .map((entry) => entry.name)
    .sort();
}

function yamlFilesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name) && !name.startsWith('.'))
    .sort();
}

function display(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}
