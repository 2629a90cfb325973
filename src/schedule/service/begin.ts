import { record } from '../../audit/service.ts';
import { crashPoint } from '../../crash-point.ts';
import { describeRefusal, isRefusal } from '../../errors.ts';
import type { Proposal, Proposed } from '../../runbook/service.ts';
import type { Tx } from '../../store/database.ts';
import { movedEntry } from '../entries.ts';
import { isEnded, type Occurrence, type What } from '../occurrence.ts';
import { OCCURRENCE } from '../schedule.ts';
import { claimOccurrence, holdOccurrence, saveOccurrence } from '../store.ts';
import { type GuideStarter, OCCURRENCE_CHANGED, SCHEDULER, type ScheduleDeps } from './deps.ts';
import { endOccurrence } from './end.ts';

export interface BeginDeps extends ScheduleDeps {
  /** By what guided work is begun; undefined: people are reminded of it. */
  starter(kind: What['starts']['kind']): GuideStarter | undefined;
}

/** So long nobody else tries what a process is at: making a plan may take a while. */
const LEASE_MS = 60_000;

/** Somebody else has begun it meanwhile: what this process wrote is taken back. */
class BegunElsewhere extends Error {}

/** Begins what is due, or looks whether another system did it. What begins and that it has begun are written together. */
export async function begin(deps: BeginDeps, occurrence: Occurrence): Promise<void> {
  const { db } = deps;
  const isOurs = await db.transact(async (tx) => {
    const now = await tx.now();
    return claimOccurrence(tx, occurrence, now, new Date(now.getTime() + LEASE_MS));
  });
  if (!isOurs) return;
  crashPoint('occurrence-claimed');
  const action = actionOf(occurrence);
  if (action === undefined) await db.transact((tx) => open(tx, deps, occurrence));
  else await propose(deps, occurrence, action);
}

/** The action that is run for it now; undefined where people, or a guide, begin with it. */
function actionOf({ state, what: { starts } }: Occurrence): string | undefined {
  if (starts.kind === 'action') return starts.action;
  const isLook = state === 'open' && starts.kind === 'watch' && starts.seenBy !== null;
  return isLook && starts.seenBy !== null && 'action' in starts.seenBy ? starts.seenBy.action : undefined;
}

async function open(tx: Tx, deps: BeginDeps, occurrence: Occurrence): Promise<void> {
  const held = await holdUnbegun(tx, occurrence);
  const { starts } = held.what;
  const starter = deps.starter(starts.kind);
  const isGuided = starter !== undefined && (starts.kind === 'checklist' || starts.kind === 'procedure');
  if (isGuided) await starter(tx, held, starts.id);
  const isQuiet =
    isGuided || (starts.kind === 'watch' && starts.seenBy !== null && 'action' in starts.seenBy);
  await saveBegun(tx, deps, held, { told: held.told || !isQuiet });
}

async function propose(deps: BeginDeps, occurrence: Occurrence, action: string): Promise<void> {
  try {
    await deps.runs.propose(proposalOf(deps, occurrence, action), async (tx, proposed) => {
      const held = await holdUnbegun(tx, occurrence);
      await saveBegun(tx, deps, held, startedBy(proposed));
      crashPoint('before-occurrence-commit');
    });
  } catch (error) {
    if (error instanceof BegunElsewhere) return;
    if (!isRefusal(error)) throw error;
    const note = describeRefusal(error.refusal);
    await deps.db.transact(async (tx) => {
      const held = await holdOccurrence(tx, occurrence.id);
      if (held === undefined || isEnded(held) || held.run !== null || held.request !== null) return;
      // What could not be looked at was not seen.
      const end =
        held.state === 'open' ? ({ state: 'failed', missed: true } as const) : { state: 'skipped' as const };
      await endOccurrence(tx, deps, held, { ...end, note }, await tx.now());
    });
  }
}

function startedBy(proposed: Proposed): Pick<Occurrence, 'run' | 'request'> {
  return proposed.kind === 'running'
    ? { run: proposed.runId, request: null }
    : { run: null, request: proposed.requestId };
}

/** @throws BegunElsewhere where it is not any more as it was when this process took it */
async function holdUnbegun(tx: Tx, { id, state }: Occurrence): Promise<Occurrence> {
  const held = await holdOccurrence(tx, id);
  if (held === undefined || held.state !== state || held.run !== null || held.request !== null)
    throw new BegunElsewhere();
  return held;
}

async function saveBegun(
  tx: Tx,
  { jobs }: ScheduleDeps,
  held: Occurrence,
  change: Partial<Occurrence>,
): Promise<void> {
  const now = await tx.now();
  const begun: Occurrence = { ...held, ...change, state: 'open', note: null };
  const { run, request, told } = begun;
  await saveOccurrence(tx, held.id, { state: 'open', note: null, run, request, told });
  // A look at what another system did is told by its run.
  if (held.state === 'due') await record(tx, movedEntry(begun, now));
  await jobs.emit(tx, {
    kind: OCCURRENCE_CHANGED,
    subject: OCCURRENCE.subject(held.id),
    at: now,
    data: {},
  });
}

/** What only looks, again and again, has no card of its own: people hear of it when it does not go well. */
function proposalOf(
  { registry }: ScheduleDeps,
  { what, place, dueAt }: Occurrence,
  action: string,
): Proposal {
  const isLook = registry.action(action)?.action.risk === 'read';
  const isQuiet = isLook && (what.often || what.starts.kind === 'watch');
  const due = `${dueAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return {
    ...{ action, params: {}, requester: SCHEDULER, place: isQuiet ? null : place },
    reason: `By the schedule "${what.title}", due ${due}.`,
  };
}
