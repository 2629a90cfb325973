import { isOpenState, type Outcome } from '../../approval/request.ts';
import type { OnWord, Reservations } from '../../approval/service/claim.ts';
import type { SealedRequest } from '../../approval/service/sealed.ts';
import type { Certainty } from '../../audit/words.ts';
import type { Json } from '../../canonical.ts';
import type { Tx } from '../../store/database.ts';
import { stepTitle } from '../plan/describe.ts';
import type { Severity } from '../plan/plan.ts';
import { planPolicy } from '../plan/plan-policy.ts';
import { saidDone } from '../run/decided.ts';
import { changedNothing, effectsOfAction, wayDownSaid } from '../run/effects.ts';
import { uncalledDoubts } from '../run/emergency.ts';
import { foundBeside } from '../run/found/found.ts';
import { foundInClause } from '../run/found/words.ts';
import { cancelOf, gaveWayInWords, isEndedByGivingWay } from '../run/overtaken/gave-way.ts';
import { type EndState, RUN, type Run } from '../run/run.ts';
import { sayingOf, severityOf } from '../run/severity.ts';
import { isInDoubt } from '../run/step-run.ts';
import { freeAtEnd } from '../run/still-running/service.ts';
import { remindLater } from '../run/take-back/service.ts';
import type { TurnDeps } from './assignment.ts';
import type { Draft } from './draft.ts';

/** An emergency has ended with something in doubt of which nobody was told who would look. */
export const LEFT_IN_DOUBT = 'run.left-in-doubt';

/** Ends a run: settles its approval, frees its lock where nothing of it runs on, and wakes whoever waits for it. */
export async function endRun(
  tx: Tx,
  deps: TurnDeps,
  draft: Draft,
  state: EndState,
  note: string | null = null,
  outcome: string | null = null,
): Promise<void> {
  const { run } = draft;
  await closeRun(tx, deps, draft, state, note, outcome);
  if (run.requestId === null) return;
  if (run.startedAt !== null || planPolicy(run.plan)?.kind === 'break-glass')
    await deps.approvals.settle(tx, run.requestId, settlementOf(draft.run), reservationsOf(draft.run));
  else await deps.approvals.invalidate(tx, run.requestId, note ?? `the run was ${state}`);
}

async function closeRun(
  tx: Tx,
  { jobs }: Pick<TurnDeps, 'jobs'>,
  draft: Draft,
  state: EndState,
  note: string | null,
  outcome: string | null,
): Promise<void> {
  const { now } = draft;
  draft.set({ state, outcome, note, finishedAt: now, lease: null, dueAt: null });
  const certainty = certaintyOf(draft.run);
  const severity = badEndOf(draft.run);
  const found = foundBeside(draft.run);
  const wayDown = state === 'succeeded' ? undefined : wayDownSaid(draft.run);
  draft.say(`run.${state}`, {
    outcome,
    ...(note === null ? {} : { note }),
    ...(certainty === undefined ? {} : { certainty }),
    ...(wayDown === undefined ? {} : { wayDown }),
    ...asChange(draft.run),
    ...(isEndedByGivingWay(draft.run) ? { gaveWay: true } : {}),
    ...(found === undefined ? {} : { found: found.verdict }),
    ...(severity === undefined ? {} : { severity }),
  });
  if (state === 'succeeded') await remindLater(tx, jobs, draft.run, now);
  if (uncalledDoubts(draft.run).length > 0)
    await jobs.emit(tx, { kind: LEFT_IN_DOUBT, subject: RUN.subject(draft.run.id), at: now, data: {} });
  await freeAtEnd(tx, jobs, draft.run);
}

/** Ends a run that is not what was approved, before anything more happens. */
export async function stopUnwarranted(
  tx: Tx,
  deps: TurnDeps,
  draft: Draft,
  why: string,
  request: SealedRequest | undefined,
): Promise<undefined> {
  const { run } = draft;
  const note = `It was stopped: ${why}. Somebody may have written to the database; run \`keyturn audit verify\`.`;
  draft.say('run.unwarranted', { why });
  const begun = run.startedAt !== null;
  if (!begun && request !== undefined && isOpenState(request.state)) {
    await endRun(tx, deps, draft, 'refused', note);
    return undefined;
  }
  await closeRun(tx, deps, draft, begun ? 'failed' : 'refused', note, null);
  // What its request came to is not for this run to say: nobody knows, and nobody must wait for it for ever.
  if (run.requestId !== null && request?.state === 'claimed') {
    const stored = await deps.approvals.get(tx, run.requestId);
    if (stored?.state === 'claimed') await deps.approvals.settle(tx, run.requestId, 'unknown');
  }
  return undefined;
}

/** What whoever looks for changes finds the end of a run by, without reading anything else: its system, its time, and that it may be one. */
function asChange(run: Run): { readonly [key: string]: Json } {
  const { plan, startedAt } = run;
  return {
    subject: { id: plan.action },
    ...(startedAt === null ? {} : { began: startedAt.toISOString() }),
    ...(changedNothing(run) ? { changed: false } : {}),
  };
}

function settlementOf(run: Run): Outcome {
  if (run.state === 'succeeded') return 'executed';
  return run.steps.some(isInDoubt) ? 'unknown' : 'failed';
}

/** Whoever reads the log is not to take the end of a run for more certain than it is. */
function certaintyOf(run: Run): Certainty | undefined {
  if (onWordIn(run).length > 0) return 'on-word';
  if (run.state === 'succeeded') return undefined;
  if (settlementOf(run) === 'unknown') return 'in-doubt';
  const effects = effectsOfAction(run);
  if (effects === 'none') return undefined;
  return effects === 'tried' ? 'tried' : 'in-part';
}

/** Whoever reads the request of a run is not to take it for a plain success when its own card says otherwise. */
function reservationsOf(run: Run): Reservations {
  const { outcome } = run;
  const onWord = onWordIn(run);
  const gaveWay = isEndedByGivingWay(run) ? gaveWayInWords(run) : undefined;
  if (gaveWay !== undefined) return { onWord, gaveWay };
  const found = foundBeside(run);
  const said = found === undefined ? {} : { found: foundInClause(found) };
  if (run.state === 'cancelled') return { onWord, cancelledBy: cancelOf(run)?.by ?? null, ...said };
  if (found !== undefined) return { onWord, ...said };
  if (outcome === null || badEndOf(run) === undefined) return { onWord };
  const says = sayingOf(run.plan, outcome).replace(/\.$/, '');
  return { onWord, cameTo: `it came to "${outcome}"${says === '' ? '' : `: ${says}`}` };
}

/** How bad it is what a run succeeded in; undefined where it is not. */
function badEndOf(run: Run): Severity | undefined {
  if (run.state !== 'succeeded') return undefined;
  const severity = severityOf(run);
  return severity === 'warning' || severity === 'danger' ? severity : undefined;
}

/** The steps of what succeeded that Keyturn did not see done. */
function onWordIn({ state, plan, steps }: Run): readonly OnWord[] {
  if (state !== 'succeeded') return [];
  return steps.flatMap((step) => {
    const [said, planned] = [saidDone(step), plan.steps[step.position]];
    return said === undefined || planned === undefined ? [] : [{ what: stepTitle(planned), by: said.by }];
  });
}
