import * as z from 'zod';
import type { Json } from '../../canonical.ts';
import { SOME_TEXT } from '../plan/possible.ts';
import { lateString } from '../plan/text.ts';
import { defineStep, type StepContext, type StepOutcome } from './step.ts';
import { mayHaveBegun } from './support/begun.ts';
import { reapProgram } from './support/command/call.ts';
import { briefFile, describeFile } from './support/file/describe.ts';
import { call, called, failureOf, make, placed, targetOf } from './support/file/make.ts';
import { resolveFile } from './support/file/resolve.ts';
import {
  type FileSpec,
  type PruneSpec,
  type RotateSpec,
  type SumSpec,
  type Surrounded,
  type SyncSpec,
  stored,
} from './support/file/spec.ts';
import { surveyFile } from './support/file/survey.ts';
import { type Written, wantedOf, written } from './support/file/written.ts';

const EFFECTS = {
  // Over no other file, and known by its name.
  archive: 'probeable',
  copy: 'probeable',
  encrypt: 'probeable',
  // Exactly the listed ones go, and one file is set aside, however often that is tried.
  prune: 'idempotent',
  rotate: 'idempotent',
  checksum: 'pure',
  verify: 'pure',
} as const;
const pruned = z.object({ deleted: z.number(), gone: z.number() });
const found = placed.extend({ ageMs: z.number() }).nullable();

/** Makes, copies, compares, sets aside and deletes files below the folders that the settings name. */
export const file = defineStep<Written, FileSpec>({
  kind: 'file',
  summary: 'Archives, copies, encrypts, rotates, prunes and compares files.',
  written,
  stored,
  defaultEffect: undefined,
  effectOf: (given) => EFFECTS[wantedOf(given).does],
  probesItself: true,
  announces: true,
  looksItself: true,
  printed: [],
  resultOf(given) {
    const { does } = wantedOf(given);
    if (does === 'prune') return { deleted: 'always', gone: 'always', stay: 'always' };
    if (does === 'rotate') return { path: 'always' };
    if (does === 'copy') return { path: 'always', sha256: 'maybe', bytes: 'maybe' };
    return { path: 'always', sha256: 'always', bytes: 'always' };
  },
  possibleResults: () => ({ path: SOME_TEXT, sha256: SOME_TEXT }),
  resolve: resolveFile,
  survey: (spec, { writable }) => surveyFile(spec, writable),
  writesOf: (spec) => ('to' in spec && spec.does !== 'sync' ? [spec.to] : []),
  commandsOf: (spec) => programsOf(spec).map((argv) => ({ argv, ...placeOf(spec) })),
  remotesOf: (spec) => (spec.does === 'sync' && spec.host !== null ? [`the host ${spec.host}`] : []),
  describe: describeFile,
  brief: briefFile,
  async execute(spec, context) {
    try {
      return await carryOut(spec, context);
    } catch (error) {
      if (mayHaveBegun(error)) return { status: 'uncertain', reason: error.message };
      throw error;
    }
  },
  reap: reapProgram,
  async probe(spec, context) {
    if (spec.does !== 'archive' && spec.does !== 'encrypt' && spec.does !== 'copy') return undefined;
    const there = found.parse(await context.effect('file', 'standing', targetOf(spec, context)));
    const reason = `${spec.to} is not there`;
    if (there === null) return { status: 'failed', reason, next: 'Run the action again.' };
    const sinceMs = context.now().getTime() - context.startedAt.getTime();
    const { ageMs, ...result } = there;
    // What has had this name for longer is another's.
    return ageMs < sinceMs ? { status: 'succeeded', result } : undefined;
  },
});

/** The programs that are called, with the files that they are given to trust; what they read and write is no part of them. */
function programsOf(spec: FileSpec): readonly (readonly string[])[] {
  switch (spec.does) {
    case 'archive':
      return [['tar']];
    case 'encrypt':
      return [[spec.with, ...('file' in spec.recipient ? [spec.recipient.file] : [])]];
    case 'sync':
      return [['rsync']];
    default:
      return [];
  }
}

function placeOf(spec: FileSpec) {
  if (!('cwd' in spec)) return { cwd: '/', path: [] };
  const { cwd, path, env, settings }: Surrounded = spec;
  const variables = Object.entries(env).map(([name, text]) => ({
    name,
    value: text.filter((piece) => typeof piece === 'string').join(''),
    ofSettings: settings.includes(name),
  }));
  return { cwd, path, env: variables };
}

function carryOut(spec: FileSpec, context: StepContext): Promise<StepOutcome> {
  switch (spec.does) {
    case 'archive':
    case 'encrypt':
    case 'copy':
      return make(spec, context);
    case 'sync':
      return sync(spec, context);
    case 'prune':
      return prune(spec, context);
    case 'rotate':
      return rotate(spec, context);
    case 'checksum':
      return compare(spec, context);
  }
}

async function sync(spec: SyncSpec, context: StepContext): Promise<StepOutcome> {
  const { from, to } = spec;
  await context.effect('file', 'checkSource', { path: from });
  const failed = await called(spec, ['rsync', '--archive', '--', from, to], context, false);
  if (failed !== undefined) return failed;
  const ask = ['rsync', '--archive', '--checksum', '--dry-run', '--itemize-changes', '--', from, to];
  const left = await call(spec, ask, context, true);
  const unknown = failureOf(ask, left);
  if (unknown !== undefined) return unknown;
  const lines = left.stdout.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) return { status: 'succeeded', result: { path: to } };
  return {
    status: 'failed',
    reason: `${lines.length} files are not there as they are here, such as ${lines[0]}`,
    next: 'See whether somebody writes to either side, then run the action again.',
  };
}

async function prune({ folder, planned }: PruneSpec, context: StepContext): Promise<StepOutcome> {
  if (planned === undefined) throw new Error('files are deleted that nobody has listed');
  const files = planned.files.map(({ name, stamp }) => ({ name, stamp }));
  const done = pruned.parse(await context.effect('file', 'prune', { folder, files }));
  context.output('out', `${done.deleted} deleted, ${planned.stay} stay\n`);
  return { status: 'succeeded', result: { ...done, stay: planned.stay } };
}

async function rotate({ file: path, keep, planned }: RotateSpec, context: StepContext): Promise<StepOutcome> {
  if (planned === undefined) throw new Error('a file is set aside that nobody has looked at');
  const input: Json = { path, keep, identity: planned.identity };
  return { status: 'succeeded', result: { path: await context.effect('file', 'rotate', input) } };
}

async function compare({ file: path, is }: SumSpec, context: StepContext): Promise<StepOutcome> {
  const result = placed.parse(await context.effect('file', 'checksum', { path }));
  context.output('out', `${result.path}: sha256 ${result.sha256}\n`);
  const wanted = is === null ? undefined : lateString(is, context.resultOf).trim().toLowerCase();
  if (wanted === undefined || wanted === result.sha256) return { status: 'succeeded', result };
  return {
    status: 'failed',
    reason: `${result.path} has the SHA-256 ${result.sha256}, and must have ${wanted}`,
    next: 'Do not use it: find out which of the two is right.',
    result,
  };
}
