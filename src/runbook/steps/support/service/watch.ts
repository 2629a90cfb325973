import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration } from '../../../../duration.ts';
import { OpsError } from '../../../../errors.ts';
import type { StepContext } from '../../step.ts';
import { isTrouble } from './call.ts';
import { BRIEF_MS, look, lookBriefly } from './look.ts';
import type { ServiceSpec } from './spec.ts';
import { hasEnded, isAnew, isOver, type State, standing, type Trouble, UNSEEN } from './state.ts';
import { isEnding } from './written.ts';

const LOOK_EVERY_MS = 250;
const READ_LOG = 'Read its log, mend what it names, then run the action again.';

/** Nobody could look at a service while there was time for it: how it stands is not known. */
export class Unseen extends Error {
  readonly trouble: Trouble;
  constructor(trouble: Trouble) {
    super(trouble.reason);
    this.trouble = trouble;
  }
}

/**
 * Looks at a service until it is what was wanted, and then for a while whether it stays so.
 * @param before how it stood before it was told
 * @returns how it stands at the end, or what keeps it from that. @throws Unseen; the signal's reason once it is aborted.
 */
export async function watchService(
  spec: ServiceSpec,
  before: State,
  context: StepContext,
): Promise<State | Trouble> {
  const giveUpAt = performance.now() + spec.withinMs;
  for (;;) {
    const now = await lookUntil(giveUpAt, spec, context);
    if (isReached(spec, before, now))
      return now.phase === 'finished' && !isEnding(spec.does)
        ? now
        : staysSo(spec, now, spec.steadyMs, context);
    const hopeless = hopelessAt(spec, before, now);
    if (hopeless !== undefined) return hopeless;
    if (performance.now() >= giveUpAt) return tooLate(spec, before, now);
    await sleep(LOOK_EVERY_MS, undefined, { signal: context.signal });
  }
}

/**
 * Looks at a service that is up for so short a time that it may be one that ends and is started again and again, until it is up for
 * long enough. Of what is not up, and where nobody tells since when, one look is all.
 * @returns and throws as {@link watchService} does
 */
export async function settle(
  spec: ServiceSpec,
  found: State,
  context: StepContext,
): Promise<State | Trouble> {
  const missingMs = spec.steadyMs - (found.ageMs ?? spec.steadyMs);
  return found.phase === 'up' && missingMs > 0 ? staysSo(spec, found, missingMs, context) : found;
}

/** The first look: one that fails, as when a container goes in the middle of it, is taken once more. */
export async function lookFirst(spec: ServiceSpec, context: StepContext): Promise<State | Trouble> {
  const found = await look(spec, context);
  if (!isTrouble(found)) return found;
  await sleep(LOOK_EVERY_MS, undefined, { signal: context.signal });
  return look(spec, context);
}

/** The look before something is ended: it takes a moment, and keeps nothing from being told. */
export async function lookBefore(spec: ServiceSpec, context: StepContext): Promise<State> {
  const giveUpAt = performance.now() + BRIEF_MS;
  const found = await lookBriefly(spec, context, BRIEF_MS);
  if (!isTrouble(found)) return found;
  const leftMs = giveUpAt - performance.now() - LOOK_EVERY_MS;
  if (leftMs <= 0) return UNSEEN;
  await sleep(LOOK_EVERY_MS, undefined, { signal: context.signal });
  const again = await lookBriefly(spec, context, leftMs);
  return isTrouble(again) ? UNSEEN : again;
}

/** A look that fails says nothing of the service: it is taken again while there is time. */
async function lookUntil(giveUpAt: number, spec: ServiceSpec, context: StepContext): Promise<State> {
  for (;;) {
    const found = await lookOrWhy(spec, context, giveUpAt - performance.now());
    if (!isTrouble(found)) return found;
    if (performance.now() >= giveUpAt) throw new Unseen(found);
    await sleep(LOOK_EVERY_MS, undefined, { signal: context.signal });
  }
}

async function lookOrWhy(spec: ServiceSpec, context: StepContext, leftMs: number): Promise<State | Trouble> {
  try {
    return await look(spec, context, leftMs);
  } catch (error) {
    if (error instanceof OpsError) return { reason: error.message, next: error.refusal.next };
    throw error;
  }
}

function isReached({ does }: ServiceSpec, before: State, now: State): boolean {
  if (now.pending || now.again) return false;
  if (isEnding(does)) return hasEnded(now);
  if (does === 'restart' && !isAnew(before, now)) return false;
  return now.phase === 'up' || (now.phase === 'finished' && isAnew(before, now));
}

/** What will not come any more, however long anybody waits. */
function hopelessAt(spec: ServiceSpec, before: State, now: State): Trouble | undefined {
  const { does, service } = spec;
  if (isEnding(does)) {
    // What nobody saw before may be what runs now.
    const isBack =
      before !== UNSEEN && !isOver(now.phase) && now.marks.some((mark) => !before.marks.includes(mark));
    if (now.again || isBack) return startsAgain(service, now);
    // SIGKILL may take a moment to end those as well.
    return does === 'stop' && isOver(now.phase) && !now.pending ? goesOn(spec, now) : undefined;
  }
  if (now.again) return loops(service, before, now);
  if (now.pending || !isOver(now.phase)) return undefined;
  return { reason: `${service} does not run: it is ${now.words}`, next: READ_LOG };
}

/** What runs beside the service is ended by none of its commands. */
function goesOn({ service, of }: ServiceSpec, found: State): Trouble | undefined {
  const { beside } = found;
  if (beside === '') return undefined;
  const [named, ended] =
    of === 'compose' ? ['docker ps', 'docker stop'] : [`systemctl status ${service}`, 'kill'];
  return {
    found,
    reason: `${service} is stopped, but ${beside} goes on`,
    next: `\`${named}\` names it: end it by \`${ended}\`, then run the action again.`,
  };
}

/** By the clock that the step decides by: a span that has to be over, while `within` is how long the host may take. */
async function staysSo(
  spec: ServiceSpec,
  reached: State,
  forMs: number,
  context: StepContext,
): Promise<State | Trouble> {
  const until = context.now().getTime() + forMs;
  const isDown = hasEnded(reached);
  for (let now = reached; ; ) {
    const leftMs = until - context.now().getTime();
    if (leftMs <= 0) return now;
    await sleep(LOOK_EVERY_MS, undefined, { signal: context.signal });
    now = await lookUntil(performance.now() + leftMs + spec.withinMs, spec, context);
    if (isDown && (now.again || now.pending || !hasEnded(now))) return startsAgain(spec.service, now);
    if (isDown) continue;
    if (now.again || now.marks.join() !== reached.marks.join() || now.restarts > reached.restarts)
      return loops(spec.service, reached, now);
    if (now.phase !== 'up')
      return { reason: `${spec.service} did not stay up: it is ${now.words}`, next: READ_LOG };
  }
}

function loops(service: string, before: State, now: State): Trouble {
  const times = now.restarts - before.restarts;
  const often = times > 1 ? `, ${times} times by now` : '';
  return {
    reason: `${service} did not stay up: it ends, and is started again by itself${often} (${now.words})`,
    next: READ_LOG,
  };
}

function startsAgain(service: string, now: State): Trouble {
  const { startedBy, pending } = now;
  const soon = pending ? ', and about to be started' : '';
  const by = startedBy.length === 0 ? 'its own rule for restarts or somebody' : startedBy.join(' or ');
  return {
    found: now,
    reason: `${service} did not stay down: it is ${standing(now)}${soon}, started again by ${by}`,
    next: 'Stop what starts it, or stop it where it was killed; then run the action again.',
  };
}

function tooLate(spec: ServiceSpec, before: State, now: State): Trouble {
  const { does, service, withinMs } = spec;
  const time = formatDuration(withinMs);
  const beside = isEnding(does) && isOver(now.phase) ? goesOn(spec, now) : undefined;
  if (beside !== undefined) return beside;
  const isSame = does === 'restart' && now.phase === 'up' && !isAnew(before, now);
  return {
    found: now,
    reason: isSame
      ? `${service} still runs as it was started before, ${time} after it was told to start anew`
      : `${service} is still ${now.words} after ${time}`,
    next: 'Read its log for what it waits for. If it needs longer, let the runbook say so by `within`.',
  };
}
