import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration } from '../../../../duration.ts';
import { OpsError } from '../../../../errors.ts';
import type { StepContext } from '../../step.ts';
import { isTrouble } from './call.ts';
import { lookAt } from './look.ts';
import type { ServiceSpec } from './spec.ts';
import { hasEnded, type State, type Trouble } from './state.ts';

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
      return now.phase === 'finished' ? now : staysSo(spec, now, spec.steadyMs, context);
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

/** A look that fails says nothing of the service: it is taken again while there is time. */
async function lookUntil(giveUpAt: number, spec: ServiceSpec, context: StepContext): Promise<State> {
  for (;;) {
    const found = await lookOrWhy(spec, context);
    if (!isTrouble(found)) return found;
    if (performance.now() >= giveUpAt) throw new Unseen(found);
    await sleep(LOOK_EVERY_MS, undefined, { signal: context.signal });
  }
}

async function lookOrWhy(spec: ServiceSpec, context: StepContext): Promise<State | Trouble> {
  try {
    return await lookAt(spec, context);
  } catch (error) {
    if (error instanceof OpsError) return { reason: error.message, next: error.refusal.next };
    throw error;
  }
}

function isReached({ does }: ServiceSpec, before: State, now: State): boolean {
  if (now.pending || now.again) return false;
  if (does === 'stop' || does === 'kill') return hasEnded(now);
  if (does === 'restart' && now.mark === before.mark) return false;
  return now.phase === 'up' || (now.phase === 'finished' && now.mark !== before.mark);
}

/** What will not come any more, however long anybody waits. */
function hopelessAt({ does, service }: ServiceSpec, before: State, now: State): Trouble | undefined {
  if (does === 'stop' || does === 'kill') {
    const isBack = now.again || (now.mark !== before.mark && !hasEnded(now));
    return isBack ? startsAgain(service, now) : undefined;
  }
  if (now.again) return loops(service, before, now);
  if (now.pending || !hasEnded(now)) return undefined;
  return { reason: `${service} does not run: it is ${now.words}`, next: READ_LOG };
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
    if (isDown && (now.again || !hasEnded(now))) return startsAgain(spec.service, now);
    if (isDown) continue;
    if (now.again || now.mark !== reached.mark || now.restarts > reached.restarts)
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

function startsAgain(service: string, { words, startedBy }: State): Trouble {
  const by = startedBy.length === 0 ? 'its own rule for restarts or somebody' : startedBy.join(' or ');
  return {
    reason: `${service} did not stay down: it is ${words}, started again by ${by}`,
    next: 'Stop what starts it, or stop it where it was killed; then run the action again.',
  };
}

function tooLate({ does, service, withinMs }: ServiceSpec, before: State, now: State): Trouble {
  const time = formatDuration(withinMs);
  const isSame = does === 'restart' && now.phase === 'up' && now.mark === before.mark;
  return {
    reason: isSame
      ? `${service} still runs as it was started before, ${time} after it was told to start anew`
      : `${service} is still ${now.words} after ${time}`,
    next: 'Read its log for what it waits for. If it needs longer, let the runbook say so by `within`.',
  };
}
