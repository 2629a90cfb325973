import type { Reader } from '../../../store/database.ts';
import { jsonText } from '../../../values/json.ts';
import type { Action } from '../../definition/construct/action.ts';
import { actionRef } from '../../definition/runbook.ts';
import { valueBehind } from '../../steps/support/text.ts';
import { findForgedEnd } from '../seal.ts';
import { lastSucceeded } from './store.ts';

/** What a run of another action gave. */
export interface HandedOn {
  /** As a person would type it. */
  readonly value: string;
  readonly run: string;
  readonly at: Date;
}

/**
 * What the parameters of an action take from the last successful runs of others, by name; absent where there is none, or it is
 * too old, or its rows are not what Keyturn wrote: then people are asked.
 */
export async function handedOn(
  reader: Reader,
  runbook: string,
  { params }: Pick<Action, 'params'>,
  environment: string,
): Promise<Readonly<Record<string, HandedOn>>> {
  const taken: Record<string, HandedOn> = {};
  for (const [name, { from }] of Object.entries(params)) {
    if (from === undefined) continue;
    const run = await lastSucceeded(reader, actionRef(runbook, from.action), environment);
    const reference = run?.plan.gives?.[from.gives];
    if (run === undefined || reference === undefined || run.finishedAt === null) continue;
    const age = (await reader.now()).getTime() - run.finishedAt.getTime();
    if (from.within !== undefined && age > from.within) continue;
    if ((await findForgedEnd(reader, run)) !== undefined) continue;
    const position = run.plan.steps.findIndex(({ id }) => id === reference.step);
    const value = valueBehind(reference, () => run.steps[position]?.result ?? undefined);
    if (value === undefined || value === null) continue;
    taken[name] = {
      value: typeof value === 'string' ? value : jsonText(value),
      run: run.id,
      at: run.finishedAt,
    };
  }
  return taken;
}
