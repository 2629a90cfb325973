import type { Reader } from '../../../store/database.ts';
import { jsonText } from '../../../values/json.ts';
import type { Action } from '../../definition/construct/action.ts';
import { giversOf } from '../../definition/construct/param.ts';
import { actionRef } from '../../definition/runbook.ts';
import { valueBehind } from '../../plan/text.ts';
import { newestEnd, type Told } from '../precondition/newest-end/service.ts';
import { findForgedEnd } from '../seal.ts';

/** What the last successful run of another action gave, or why nobody can tell what that was. */
export type HandedOn =
  | {
      /** As a person would type it. */
      readonly value: string;
      readonly run: string;
      /** Who had it run. */
      readonly by: string;
      readonly at: Date;
    }
  | { readonly run: string; readonly doubt: string };

/** Results that are older are worth nothing, where the author says nothing else. */
export const WITHIN_MS = 7 * 86_400_000;

/**
 * What the parameters of an action take from the last successful runs of others, by name; absent where there is none that is
 * young enough. Which run was the last is what the log says, and what it gave is what its authenticated entries cover: whoever
 * alters a row must not choose a value.
 */
export async function handedOn(
  reader: Reader,
  runbook: string,
  { params }: Pick<Action, 'params'>,
  environment: string,
): Promise<Readonly<Record<string, HandedOn>>> {
  const taken: Record<string, HandedOn> = {};
  for (const [name, { type, from }] of Object.entries(params)) {
    if (from === undefined || type === 'pick') continue;
    const actions = giversOf(from).map((id) => actionRef(runbook, id));
    const since = new Date((await reader.now()).getTime() - (from.within ?? WITHIN_MS));
    const found = await lastGiven(reader, { actions, gives: from.gives }, environment, since);
    if (found !== undefined) taken[name] = found;
  }
  return taken;
}

/** What the last successful run of any of these actions gave since; undefined where there is none. */
export async function lastGiven(
  reader: Reader,
  { actions, gives }: { readonly actions: readonly string[]; readonly gives: string },
  environment: string,
  since: Date,
): Promise<HandedOn | undefined> {
  let newest: Told | undefined;
  for (const action of actions) {
    const told = await newestEnd(
      reader,
      { environment },
      action,
      since,
      ({ state }) => state === 'succeeded',
    );
    if (told !== undefined && (newest === undefined || told.end.at > newest.end.at)) newest = told;
  }
  return newest && givenBy(reader, newest, gives);
}

/** What a run gave that has succeeded; undefined where it gave nothing of that name. */
export async function givenBy(
  reader: Reader,
  { end, run }: Told,
  gives: string,
): Promise<HandedOn | undefined> {
  if (run === undefined) return { run: end.id, doubt: 'its row is gone' };
  const doubt = await findForgedEnd(reader, run);
  if (doubt !== undefined) return { run: end.id, doubt };
  const reference = run.plan.gives?.[gives];
  // An older version of the runbook did not hand it on.
  if (reference === undefined) return undefined;
  const position = run.plan.steps.findIndex(({ id }) => id === reference.step);
  const value = valueBehind(reference, () => run.steps[position]?.result ?? undefined);
  if (value === undefined || value === null) return undefined;
  return {
    value: typeof value === 'string' ? value : jsonText(value),
    run: run.id,
    by: run.requester,
    at: end.at,
  };
}
