import type { Refusal } from '../../../errors.ts';
import type { Reader, Tx } from '../../../store/database.ts';
import type { Plan, Requirement, SharedCooldown } from '../../plan/plan.ts';
import { givenBy } from '../handed-on/service.ts';
import { findForgedEnd } from '../seal.ts';
import { lastDoing } from './last-doing/service.ts';
import { newestEnd, type Told } from './newest-end/service.ts';
import { type Change, offerOf, refuseCooldown, refuseOther, refuseRequirement } from './precondition.ts';
import {
  type LastChange,
  lastBegun,
  lastEffective,
  lastEnded,
  type PastRun,
  serializeAction,
  type ToldEnd,
} from './store.ts';

/** Of a plan, what says when it may run. Without parameters, what is required must not be of the same values. */
export type Guarded = Pick<
  Plan,
  'action' | 'runbook' | 'title' | 'environment' | 'mode' | 'requires' | 'cooldownMs' | 'cooldowns'
> &
  Partial<Pick<Plan, 'params'>>;

/** What must hold before a plan runs, checked when it is asked for and again when it starts. */
export async function refusePlan(
  tx: Tx,
  plan: Guarded,
  runId: string | null,
  now: Date,
): Promise<Refusal | undefined> {
  if (plan.mode === 'dry-run') return undefined;
  for (const required of plan.requires) {
    const refusal = await refuseRequired(tx, plan, required, now);
    if (refusal !== undefined) return refusal;
  }
  for (const cooldown of cooldownsOf(plan)) {
    if (runId !== null) await serializeAction(tx, cooldown.action);
    for (const action of [cooldown.action, ...cooldown.also]) {
      const last =
        action === cooldown.action
          ? await lastSuccess(tx, plan, cooldown, runId, now)
          : await lastDoing(tx, plan, { includer: action, ...cooldown }, runId, now);
      const refusal = refuseCooldown(plan, { action, ms: cooldown.ms }, last, now);
      if (refusal !== undefined) return refusal;
    }
  }
  return undefined;
}

/** Always in one order, so that two runs which share several never wait for each other. */
function cooldownsOf({ action, cooldownMs, cooldowns = [] }: Guarded): readonly SharedCooldown[] {
  const own = cooldownMs === null ? [] : [{ action, ms: cooldownMs, also: [] }];
  const all = [...own.filter((one) => cooldowns.every((other) => other.action !== one.action)), ...cooldowns];
  return all.toSorted((a, b) => (a.action < b.action ? -1 : 1));
}

/** Which run is the evidence is what the log says, and what that run came to is what its authenticated entries say. */
async function refuseRequired(
  tx: Tx,
  plan: Guarded,
  required: Requirement,
  now: Date,
): Promise<Refusal | undefined> {
  const since = new Date(now.getTime() - required.withinMs);
  const told = await newestEnd(tx, plan, required.action, since, ({ state }) => state !== 'cancelled');
  if (told === undefined) return refuseUntold(tx, plan, required, now);
  const forged = (why: string) => forgedEvidence(plan, required, told.end.id, why);
  if (told.run === undefined) return forged('its row is gone');
  const why = await findForgedEnd(tx, told.run);
  if (why !== undefined) return forged(why);
  const { id, state, outcome, startedAt, finishedAt } = told.run;
  const last: PastRun = { id, state, outcome, startedAt, finishedAt: finishedAt ?? told.end.at };
  const change =
    required.after === undefined
      ? undefined
      : await newestChange(
          tx,
          plan,
          [required.after, ...(required.afterAlso ?? [])],
          startedAt ?? told.end.at,
        );
  return (
    refuseRequirement(plan, required, last, now, change) ?? (await refuseOthers(tx, plan, required, told))
  );
}

/** What was verified is what this is about: what that run gave is what the parameters of this plan say. */
async function refuseOthers(
  tx: Tx,
  plan: Guarded,
  required: Requirement,
  told: Told,
): Promise<Refusal | undefined> {
  if (plan.params === undefined) return undefined;
  for (const name of required.same ?? []) {
    const given = await givenBy(tx, told, name);
    const refusal = refuseOther(plan, required, {
      name,
      asked: plan.params[name] ?? null,
      given: given !== undefined && 'value' in given ? given.value : undefined,
    });
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** The log tells of no run that could count; the rows say what else there is. */
async function refuseUntold(
  tx: Tx,
  plan: Guarded,
  required: Requirement,
  now: Date,
): Promise<Refusal | undefined> {
  const row = await lastEnded(tx, required.action, plan.environment);
  const isOld = row === undefined || now.getTime() - row.finishedAt.getTime() > required.withinMs;
  if (isOld) return refuseRequirement(plan, required, row, now);
  return forgedEvidence(plan, required, row.id, 'the log does not say that it ended then');
}

/** The last run of any of some actions that may have changed something; one under way comes last of all. */
async function newestChange(
  tx: Tx,
  plan: Guarded,
  actions: readonly string[],
  since: Date,
): Promise<Change | undefined> {
  let newest: Change | undefined;
  for (const action of actions) {
    const change = await lastChange(tx, plan, action, since);
    if (change === undefined || newest?.finishedAt === null) continue;
    const isNewer =
      change.finishedAt === null || newest === undefined || change.finishedAt > newest.finishedAt;
    if (isNewer) newest = { ...change, action };
  }
  return newest;
}

/** The last run of an action that may have changed something, by the log or by the rows: what either tells must come before. */
export async function lastChange(
  reader: Reader,
  plan: Pick<Plan, 'environment'>,
  action: string,
  since: Date,
): Promise<LastChange | undefined> {
  const told = await newestEnd(reader, plan, action, since, ({ begun }) => begun);
  return later(await lastBegun(reader, action, plan.environment), told?.end);
}

async function lastSuccess(
  tx: Tx,
  plan: Guarded,
  { action, ms }: Pick<SharedCooldown, 'action' | 'ms'>,
  runId: string | null,
  now: Date,
): Promise<LastChange | undefined> {
  const since = new Date(now.getTime() - ms);
  const told = await newestEnd(tx, plan, action, since, ({ state }) => state === 'succeeded');
  return later(await lastEffective(tx, action, plan.environment, runId), told?.end);
}

function later(row: LastChange | undefined, told: ToldEnd | undefined): LastChange | undefined {
  if (told === undefined || row?.finishedAt === null) return row;
  if (row !== undefined && row.finishedAt >= told.at) return row;
  return { id: told.id, finishedAt: told.at };
}

/** Evidence that Keyturn did not write proves nothing. */
function forgedEvidence(
  { title }: Pick<Plan, 'title'>,
  required: Requirement,
  runId: string,
  why: string,
): Refusal {
  const { action } = required;
  return {
    code: 'run.forged-evidence',
    what: `${title} was not started.`,
    why: `It needs the last run of ${action}, and that is not what Keyturn wrote: ${why}.`,
    next: `Run \`keyturn audit verify\`: somebody may have written to the database. /ops audit show of:${runId} shows that run. Then run ${action} again.`,
    offers: [offerOf(required)],
  };
}
