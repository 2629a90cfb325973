import type { Finding, Position, Problem } from '../../written/problem.ts';
import type { YamlFile } from '../../written/yaml-file.ts';
import { COLLECTIONS } from './construct/runbook.ts';

/** The files of one runbook put together, and the way back from a path to a place in a file. */
export interface Merged {
  readonly value: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
  /** False when a file could not be read, so that nobody knows what else there is. */
  readonly whole: boolean;
  locate(finding: Pick<Finding, 'path' | 'atKey'>): Position;
}

type Block = Readonly<Record<string, unknown>>;

/** Merges collections item by item and header keys as they are; whatever stands in two files is a problem. */
export function mergeFiles(files: readonly YamlFile[]): Merged {
  const problems: Problem[] = [];
  const value: Record<string, unknown> = {};
  for (const file of files) {
    if (file.problems.length > 0) {
      problems.push(...file.problems);
      continue;
    }
    if (!isBlock(file.value)) {
      const place = file.place({ path: [] });
      problems.push({
        ...place,
        message: 'The file is not a block of `name: value` pairs.',
        suggestion: 'Begin with `runbook: <name>`.',
      });
      continue;
    }
    problems.push(...unspeakable(file.value, [], file));
    for (const [key, part] of Object.entries(file.value))
      problems.push(...addPart(value, key, part, file, files));
  }
  const whole = files.every(({ value: read }) => isBlock(read));
  return { value, problems, whole, locate: (finding) => locate(files, finding) };
}

function addPart(
  merged: Record<string, unknown>,
  key: string,
  part: unknown,
  file: YamlFile,
  files: readonly YamlFile[],
): readonly Problem[] {
  if (key === UNSPEAKABLE) return [];
  const present = Object.hasOwn(merged, key) ? merged[key] : undefined;
  if (present === undefined) {
    merged[key] = COLLECTIONS.includes(key) && isBlock(part) ? { ...part } : part;
    return [];
  }
  // Each file says which runbook it belongs to.
  if (key === 'runbook' && present === part) return [];
  if (!COLLECTIONS.includes(key) || !isBlock(present) || !isBlock(part)) return [twice(file, files, [key])];
  const problems: Problem[] = [];
  for (const [name, item] of Object.entries(part)) {
    if (Object.hasOwn(present, name)) problems.push(twice(file, files, [key, name]));
    else (present as Record<string, unknown>)[name] = item;
  }
  return problems;
}

/** The one key that JavaScript would take for what an object is, and that readers of JSON drop or obey. */
const UNSPEAKABLE = '__proto__';

function unspeakable(value: unknown, path: readonly PropertyKey[], file: YamlFile): readonly Problem[] {
  if (!holdsUnspeakable(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    if (key !== UNSPEAKABLE) return unspeakable(item, at, file);
    const message = `Nothing may be called '${UNSPEAKABLE}'.`;
    return [{ ...file.place({ path: at, atKey: true }), message, suggestion: 'Choose another name.' }];
  });
}

function holdsUnspeakable(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  for (const key in value) if (key === UNSPEAKABLE || holdsUnspeakable((value as Block)[key])) return true;
  return false;
}

function twice(file: YamlFile, files: readonly YamlFile[], path: readonly string[]): Problem {
  const first = locate(files, { path, atKey: true });
  return {
    ...file.place({ path, atKey: true }),
    message: `'${path.at(-1)}' is already defined in ${first.file}:${first.line}:${first.column}.`,
    suggestion: 'Remove or rename one of the two.',
  };
}

function locate(files: readonly YamlFile[], finding: Pick<Finding, 'path' | 'atKey'>): Position {
  for (let length = finding.path.length; length > 0; length -= 1) {
    const part = finding.path.slice(0, length);
    const holder = files.find((file) => file.has(part));
    if (holder !== undefined) return holder.place(finding);
  }
  const first = files[0];
  return first === undefined ? { file: '', line: 1, column: 1 } : first.place({ path: [] });
}

function isBlock(value: unknown): value is Block {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
