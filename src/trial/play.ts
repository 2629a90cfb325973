import { isOpenState, phraseOf } from '../approval/request.ts';
import type { ApprovalView } from '../approval/view.ts';
import { OpsError } from '../errors.ts';
import { decide } from '../people/decision.ts';
import { actionRef } from '../runbook/definition/runbook.ts';
import { isEnded, RUN } from '../runbook/run/run.ts';
import type { RunView } from '../runbook/service.ts';
import { SOMEBODY } from './cast.ts';
import { type Observed, observed, refused, unapproved } from './observed.ts';
import type { Ground, World } from './world.ts';
import type { Part, Saying } from './written.ts';

const ACCOUNT = { platform: 'console', workspace: 'test' } as const;
const REASON = 'A test.';
const CODE = '000000';

/** What is asked for in a test, of which runbook. */
export interface Play {
  readonly runbook: string;
  readonly part: Part;
}

/** Asks for an action as people do, has it approved and answered, and goes on until it ends or waits for somebody who says nothing. */
export async function play(world: World, ground: Ground, asked: Play): Promise<Observed> {
  try {
    return await goOn(world, await propose(world, ground, asked), asked.part);
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    return refused(error.refusal);
  }
}

/** @returns the id of the run or of the request. @throws OpsError what was refused. */
async function propose(
  { runs, cast, clock }: World,
  ground: Ground,
  { runbook, part }: Play,
): Promise<string> {
  const { by: requester = SOMEBODY, dryRun } = part;
  const action = actionRef(runbook, part.action);
  const mode = dryRun ? 'dry-run' : 'execute';
  const risk = ground.registry.action(action)?.action.risk ?? 'critical';
  const person = { id: requester, name: requester, kind: 'human' as const };
  const deed = { do: 'run', system: runbook, risk, mode } as const;
  const access = ground.settings.system(runbook).operators ?? {};
  const may = decide(person, cast.standing(requester), deed, access, clock.now());
  if (may.effect === 'deny') throw new OpsError(may.refusal);
  const taken = Object.entries(await runs.handedOn(action)).flatMap(([name, one]) =>
    'value' in one ? [[name, one.value] as const] : [],
  );
  const proposed = await runs.propose({
    ...{ action, mode, requester, place: null, reason: REASON },
    params: { ...Object.fromEntries(taken), ...part.with },
    confirmation: phraseOf(action),
  });
  return proposed.kind === 'running' ? proposed.runId : proposed.requestId;
}

async function goOn(world: World, id: string, part: Part): Promise<Observed> {
  const sayings = new Map(Object.entries(part.people).map(([step, list]) => [step, [...list]]));
  const votes = (part.approve ?? world.cast.approvers).values();
  for (;;) {
    await world.jobs.settled();
    const runId = RUN.names(id) ? id : await world.runs.ofRequest(id);
    const moved =
      runId === undefined ? await bringForward(world, id, votes, part) : await moveOn(world, runId, sayings);
    if (moved !== undefined) return moved;
  }
}

/** Gives the next vote, or lets time pass. @returns what became of the request, where nothing more comes of it by itself. */
async function bringForward(
  world: World,
  id: string,
  votes: Iterator<string>,
  part: Part,
): Promise<Observed | undefined> {
  const view = await world.db.read((reader) => world.approvals.get(reader, id));
  if (view === undefined) throw new Error(`there is no request ${id}`);
  if (view.state === 'timelocked') {
    await passTo(world, view.notBefore);
    return undefined;
  }
  if (view.state !== 'pending') return unapproved(view, isOpenState(view.state));
  const { value: voter, done } = votes.next();
  if (done === true) return unapproved(view, true);
  // Of those who stand for anybody, one who may not approve this makes room for the next.
  return vote(world, view, voter, part.approve === undefined);
}

async function vote(
  { approvals }: World,
  view: ApprovalView,
  voter: string,
  anybody: boolean,
): Promise<Observed | undefined> {
  const { id: requestId, digest, via, confirmApproval, codeApproval, subject } = view;
  const answer = await approvals.vote({
    ...{ requestId, digest, voter, human: true, choice: 'approve', account: { ...ACCOUNT, id: voter } },
    via: via[0] ?? 'button',
    ...(confirmApproval ? { confirmation: phraseOf(subject.id) } : {}),
    ...(codeApproval ? { code: CODE } : {}),
  });
  return answer.ok || anybody ? undefined : refused(answer.refusal);
}

/** Says what people say, or lets time pass. @returns what became of the run, where nothing more comes of it by itself. */
async function moveOn(
  world: World,
  id: string,
  sayings: ReadonlyMap<string, Saying[]>,
): Promise<Observed | undefined> {
  const view = await world.runs.get(id);
  if (view === undefined) throw new Error(`there is no run ${id}`);
  if (!isEnded(view) && (await isMoved(world, view, sayings))) return undefined;
  return observed(view, world.jobs.events);
}

async function isMoved(
  world: World,
  view: RunView,
  sayings: ReadonlyMap<string, Saying[]>,
): Promise<boolean> {
  if (view.state === 'asking') {
    const asking = view.steps.find(({ state }) => state === 'asking');
    const planned = view.plan.steps[asking?.position ?? -1];
    const saying = planned && (sayings.get(planned.id) ?? sayings.get(planned.title))?.shift();
    if (planned === undefined || saying === undefined) return false;
    const { by = world.cast.approvers[0] ?? SOMEBODY, choice, fields } = saying;
    await world.runs.answer(view.id, planned.id, by, {
      ...fields,
      ...(choice === undefined ? {} : { choice }),
    });
    return true;
  }
  if (view.state !== 'waiting') return false;
  const due = world.jobs.nextDue(RUN.subject(view.id));
  if (due === undefined) return false;
  await passTo(world, due);
  return true;
}

async function passTo({ clock, jobs, db, approvals, engine }: World, at: Date | null): Promise<void> {
  if (at !== null) clock.passTo(at);
  await jobs.fire(db, clock.now(), { ...approvals.timers, ...engine.timers });
}
