import * as z from 'zod';
import { OpsError } from '../../../../errors.ts';
import type { StepContext, StepOutcome } from '../../step.ts';
import { call, called, failureOf } from './make.ts';
import type { SyncSpec } from './spec.ts';

/** Copies by rsync, which is asked afterwards what is not there as it is here. */
export async function sync(spec: SyncSpec, context: StepContext): Promise<StepOutcome> {
  const from = await realPlace('checkSource', spec.from, context);
  // What is allowed of another host, only that host knows.
  const to = spec.host === null ? await realPlace('checkTarget', spec.to, context) : spec.to;
  const failed = await called(spec, ['rsync', '--archive', '--', from, to], context, false);
  if (failed !== undefined) return failed;
  try {
    return await whatIsLeft(spec, from, to, context);
  } catch (error) {
    // It has copied: that nobody could ask what came of it is no failure of that.
    if (error instanceof OpsError) return unasked(error.message);
    throw error;
  }
}

/** Where it really is, so that no link leads what is started elsewhere; with the slash that tells what is in a folder from the folder. */
async function realPlace(
  look: 'checkSource' | 'checkTarget',
  path: string,
  context: StepContext,
): Promise<string> {
  const place = z.string().parse(await context.effect('file', look, { path }));
  return path.endsWith('/') ? `${place}/` : place;
}

async function whatIsLeft(
  spec: SyncSpec,
  from: string,
  to: string,
  context: StepContext,
): Promise<StepOutcome> {
  const ask = ['rsync', '--archive', '--checksum', '--dry-run', '--itemize-changes', '--', from, to];
  const left = await call(spec, ask, context, true);
  const unknown = failureOf(ask, left);
  if (unknown?.status === 'failed') return unasked(unknown.reason);
  if (unknown !== undefined) return unknown;
  const lines = left.stdout.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) return { status: 'succeeded', result: { path: spec.to } };
  return {
    status: 'failed',
    reason: `${lines.length} files are not there as they are here, such as ${lines[0]}`,
    next: 'See whether somebody writes to either side, then run the action again.',
  };
}

function unasked(why: string): StepOutcome {
  return { status: 'uncertain', reason: `rsync has copied, and could not be asked what is left: ${why}` };
}
