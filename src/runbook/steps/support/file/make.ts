import { basename, dirname } from 'node:path';
import * as z from 'zod';
import { isMeant } from '../../../../files/name-fits.ts';
import type { StepContext, StepOutcome } from '../../step.ts';
import { callProgram, type ProgramResult } from '../command/call.ts';
import { foreignEnd } from '../foreign-end.ts';
import type { ArchiveSpec, EncryptSpec, MakingSpec, Surrounded } from './spec.ts';

/** A file that has its name, as the integration tells it. */
export const placed = z.object({ path: z.string(), sha256: z.string(), bytes: z.number() });
const MOST_BYTES = 1024 * 1024;
const LOOK_AT_IT = 'Read the output of this step, mend what it names, then run the action again.';

/** Makes a file beside its place, and gives it its name when it is whole. */
export async function make(spec: MakingSpec, context: StepContext): Promise<StepOutcome> {
  const target = targetOf(spec, context);
  if (spec.does === 'copy')
    return told(placed.parse(await context.effect('file', 'copy', { ...target, from: spec.from })), context);
  // What a link leads to is meant: programs would take the link itself, or another file that it leads to by then.
  const from = z.string().parse(await context.effect('file', 'checkSource', { path: spec.from }));
  const part = z.string().parse(await context.effect('file', 'prepare', target));
  try {
    const failed = await made({ ...spec, from }, part, context);
    if (failed === undefined)
      return told(placed.parse(await context.effect('file', 'place', target)), context);
    await discardOf(spec, context);
    return failed;
  } catch (error) {
    await discardOf(spec, context);
    throw error;
  }
}

/** What the integration is told of a file that is made: its place, and the attempt that makes it. */
export function targetOf({ to }: Pick<MakingSpec, 'to'>, { runId, stepId, attempt }: StepContext) {
  return { to, run: runId, step: stepId, attempt };
}

/**
 * Takes away what this attempt and those before it left half made. What cannot be taken away now is for whoever goes on, and changes
 * nothing of why it is not to be.
 */
export async function discardOf(spec: MakingSpec, context: StepContext): Promise<void> {
  await context.effect('file', 'discard', targetOf(spec, context)).catch(() => {});
}

/** @returns why it could not be made; undefined when it was. */
function made(
  spec: ArchiveSpec | EncryptSpec,
  part: string,
  context: StepContext,
): Promise<StepOutcome | undefined> {
  return spec.does === 'archive'
    ? pack(spec, part, context)
    : called(spec, sealing(spec, part), context, false);
}

function told(file: z.infer<typeof placed>, context: StepContext): StepOutcome {
  context.output('out', `${file.path}: ${file.bytes} bytes, sha256 ${file.sha256}\n`);
  return { status: 'succeeded', result: file };
}

async function pack(spec: ArchiveSpec, part: string, context: StepContext): Promise<StepOutcome | undefined> {
  const names = spec.matching === null ? [basename(spec.from)] : await namesIn(spec, spec.matching, context);
  if (names.length === 0)
    return {
      status: 'failed',
      reason: `no file in ${spec.from} fits ${spec.matching}`,
      next: 'Look at the folder, and at the pattern in the runbook.',
    };
  const folder = spec.matching === null ? dirname(spec.from) : spec.from;
  const zip = spec.to.endsWith('.tar') ? [] : ['--gzip'];
  const write = ['tar', '--create', ...zip, `--file=${part}`, `--directory=${folder}`, '--', ...names];
  return (
    (await called(spec, write, context, false)) ??
    (await called(spec, ['tar', '--list', `--file=${part}`], context, true))
  );
}

async function namesIn(
  { from }: ArchiveSpec,
  matching: string,
  context: StepContext,
): Promise<readonly string[]> {
  const names = z.array(z.string()).parse(await context.effect('file', 'list', { folder: from }));
  return names.filter((name) => isMeant(matching, name));
}

function sealing({ with: program, recipient, from }: EncryptSpec, part: string): readonly string[] {
  const [is, file] = 'is' in recipient ? [recipient.is, undefined] : [undefined, recipient.file];
  if (program === 'age') {
    const to = file === undefined ? `--recipient=${is}` : `--recipients-file=${file}`;
    return ['age', '--encrypt', to, `--output=${part}`, '--', from];
  }
  const to = file === undefined ? `--recipient=${is}` : `--recipient-file=${file}`;
  return [
    'gpg',
    '--batch',
    // Its place stands ready, empty, and for nobody else to read.
    '--yes',
    '--no-tty',
    '--trust-model=always',
    to,
    `--output=${part}`,
    '--encrypt',
    '--',
    from,
  ];
}

/** Calls a program, and says why it did not do what it was to do; undefined when it did. */
export async function called(
  spec: Surrounded,
  argv: readonly string[],
  context: StepContext,
  quiet: boolean,
): Promise<StepOutcome | undefined> {
  return failureOf(argv, await call(spec, argv, context, quiet));
}

/** Calls a program of the step. @throws OpsError as `shell.run` does */
export function call(
  { cwd, path, env }: Surrounded,
  argv: readonly string[],
  context: StepContext,
  quiet: boolean,
): Promise<ProgramResult> {
  return callProgram({ cwd, path, env, stdin: null, maxOutput: MOST_BYTES }, argv, context, { quiet });
}

/** Why a program that has ended did not do what it was to do; undefined when it did. */
export function failureOf(
  [program = '']: readonly string[],
  { exit, signal, stderr }: ProgramResult,
): StepOutcome | undefined {
  if (exit === 0) return undefined;
  const by = foreignEnd(exit, signal);
  if (by !== undefined)
    return {
      status: 'uncertain',
      reason: `${program} was ended by ${by}, which Keyturn did not send`,
      cutOff: 'surely',
    };
  const line = stderr.trim().split('\n').at(-1) ?? '';
  const said = line === '' ? '' : `: ${line}`;
  return { status: 'failed', reason: `${program} ended with exit code ${exit}${said}`, next: LOOK_AT_IT };
}
