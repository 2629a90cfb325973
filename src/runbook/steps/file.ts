import * as z from 'zod';
import { SOME_TEXT } from '../plan/possible.ts';
import { defineStep, type StepContext, type StepOutcome } from './step.ts';
import { reapProgram } from './support/command/call.ts';
import { compare } from './support/file/compare.ts';
import { briefFile, describeFile } from './support/file/describe.ts';
import { discardOf, make, placed, targetOf } from './support/file/make.ts';
import { prune } from './support/file/prune.ts';
import { resolveFile } from './support/file/resolve.ts';
import { rotate } from './support/file/rotate.ts';
import { type FileSpec, isMaking, type Surrounded, stored } from './support/file/spec.ts';
import { surveyFile } from './support/file/survey.ts';
import { sync } from './support/file/sync.ts';
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
  survey: surveyFile,
  writesOf: (spec) => ('to' in spec && spec.does !== 'sync' ? [spec.to] : []),
  commandsOf: (spec) => programsOf(spec).map((argv) => ({ argv, ...placeOf(spec) })),
  remotesOf: (spec) => (spec.does === 'sync' && spec.host !== null ? [`the host ${spec.host}`] : []),
  describe: describeFile,
  brief: briefFile,
  execute: carryOut,
  async reap(context, spec) {
    const left = await reapProgram(context);
    const read = stored.safeParse(spec);
    if (left === 0 && read.success && isMaking(read.data)) await discardOf(read.data, context);
    return left;
  },
  async probe(spec, context) {
    if (!isMaking(spec)) return undefined;
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
