import { setTimeout as sleep } from 'node:timers/promises';
import { isRefusal, OpsError } from '../../../errors.ts';
import type { Database } from '../../../store/database.ts';
import { isBlank } from '../../../values/characters.ts';
import type { Action } from '../../definition/construct/action.ts';
import { isRequired, type Param } from '../../definition/construct/param.ts';
import { actionRef } from '../../definition/runbook.ts';
import { lastGiven } from '../handed-on/service.ts';
import { isEnded, type Run } from '../run.ts';
import { readRun } from '../store.ts';
import { failedStep, stateInWords } from '../words.ts';
import { type Choice, type PickList, readList } from './list.ts';
import { lookUnderWay } from './store.ts';

/** A list that is older is looked up anew, where the author says nothing else. */
const WITHIN_MS = 5 * 60_000;
const LOOK_EVERY_MS = 100;

export interface PickDeps {
  readonly db: Database;
  readonly environment: string;
  /** Runs an action that only looks, without a card. @returns the id of the run @throws OpsError when it is refused */
  look(action: string, requester: string): Promise<string>;
}

/** Who picks, and how long they wait for an action that has to look first; nothing: only what is known already counts. */
export interface Picking {
  readonly requester: string;
  readonly patienceMs: number;
  /** What they have given by now, as they typed it. Default: nothing. */
  readonly given?: Readonly<Record<string, string>>;
  /** They give nothing more, so that nothing has to be offered. Default: they may. */
  readonly settled?: boolean;
}

/** What there is to pick for the parameters of an action, by their names. */
export type PickLists = Readonly<Record<string, readonly Choice[]>>;

/**
 * What there is to pick, found out now where nobody has looked lately. Which run listed it, and what, is what the log says. Where
 * a parameter may be left out and is, a list that cannot be had is left out as well: nothing hangs on it.
 * @throws OpsError when one that is needed cannot be had, with the reason.
 */
export async function pickLists(
  deps: PickDeps,
  runbook: string,
  { title, params }: Pick<Action, 'title' | 'params'>,
  picking: Picking,
): Promise<PickLists> {
  const lists: Record<string, readonly Choice[]> = {};
  for (const { name, param, wanted } of picksIn(runbook, params)) {
    const isGiven = !isBlank(picking.given?.[name] ?? '');
    if (picking.settled && !isGiven) continue;
    const list = await listNow(deps, wanted, picking);
    if ('choices' in list) lists[name] = list.choices;
    else if (isGiven || isRequired(param)) throw noList(title, name, wanted.action, list.why);
  }
  return lists;
}

/** The same for whoever types and waits for nothing: what nobody has looked at lately is left out. */
export async function knownLists(
  deps: Pick<PickDeps, 'db' | 'environment'>,
  runbook: string,
  { params }: Pick<Action, 'params'>,
): Promise<PickLists> {
  const lists: Record<string, readonly Choice[]> = {};
  for (const { name, wanted } of picksIn(runbook, params)) {
    const list = await listed(deps, wanted);
    if (list !== undefined && 'choices' in list) lists[name] = list.choices;
  }
  return lists;
}

/** The parameters of an action that are picked, and who lists what there is for each. */
function picksIn(
  runbook: string,
  params: Action['params'],
): readonly { readonly name: string; readonly param: Param; readonly wanted: Wanted }[] {
  return Object.entries(params).flatMap(([name, param]) => {
    const { type, from } = param;
    if (type !== 'pick' || from === undefined) return [];
    const action = actionRef(runbook, from.action);
    return [{ name, param, wanted: { action, gives: from.gives, withinMs: from.within ?? WITHIN_MS } }];
  });
}

interface Wanted {
  readonly action: string;
  readonly gives: string;
  readonly withinMs: number;
}

async function listed(
  { db, environment }: Pick<PickDeps, 'db' | 'environment'>,
  { action, gives, withinMs }: Wanted,
): Promise<PickList | undefined> {
  const found = await db.read(async (reader) => {
    const since = new Date((await reader.now()).getTime() - withinMs);
    return lastGiven(reader, { actions: [action], gives }, environment, since);
  });
  return found !== undefined && 'value' in found ? readList(found.value) : undefined;
}

/** A young list that is of no use is no reason not to look again. */
async function listNow(deps: PickDeps, wanted: Wanted, picking: Picking): Promise<PickList> {
  const known = await listed(deps, wanted);
  return known !== undefined && 'choices' in known ? known : lookedUp(deps, wanted, picking);
}

/** Whoever comes while somebody looks waits for the same look. */
async function lookedUp(deps: PickDeps, wanted: Wanted, picking: Picking): Promise<PickList> {
  let id: string;
  try {
    const underWay = await deps.db.read((reader) => lookUnderWay(reader, wanted.action, deps.environment));
    id = underWay ?? (await deps.look(wanted.action, picking.requester));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { why: `could not be run: ${error.refusal.why}` };
  }
  const run = await endOf(deps.db, id, picking.patienceMs);
  if (run === undefined) return { why: `has not answered within ${picking.patienceMs / 1_000} s (${id})` };
  if (run.state !== 'succeeded') return { why: `ended as ${stateInWords(run)} (${id})${reasonOf(run)}` };
  return (await listed(deps, wanted)) ?? { why: `gave no ${wanted.gives} (${id})` };
}

async function endOf(db: Database, id: string, patienceMs: number): Promise<Run | undefined> {
  const began = performance.now();
  for (;;) {
    const run = await db.read((reader) => readRun(reader, id));
    if (run !== undefined && isEnded(run)) return run;
    if (performance.now() - began >= patienceMs) return undefined;
    await sleep(LOOK_EVERY_MS);
  }
}

function reasonOf(run: Run): string {
  const reason = failedStep(run)?.reason ?? run.note;
  return reason === null ? '' : `: ${reason}`;
}

function noList(title: string, param: string, action: string, why: string): OpsError {
  return new OpsError({
    code: 'pick.no-list',
    what: `Nothing was asked for: what ${param} of "${title}" may be is not known.`,
    why: `${action}, which lists it, ${why}.`,
    next: `Run ${action} and look at what it says; then try again.`,
    offers: [{ action, title: action }],
  });
}
