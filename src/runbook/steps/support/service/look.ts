import { systemClock } from '../../../../clock.ts';
import { formatDuration } from '../../../../duration.ts';
import { messageOf, OpsError } from '../../../../errors.ts';
import { within } from '../../../../waiting/within.ts';
import { isStop } from '../../../plan/service-stop.ts';
import type { StepContext } from '../../step.ts';
import { callFor, isTrouble } from './call.ts';
import { INSPECT, listElsewhere, readContainers, readElsewhere } from './compose.ts';
import type { ServiceSpec } from './spec.ts';
import { ABSENT, type State, type Trouble } from './state.ts';
import { readUnit } from './systemd.ts';

/** Longer than a host takes that answers at all. */
const LOOK_MS = 10_000;
/** Time enough for one that answers soon. */
export const BRIEF_MS = 3_000;
/** What is stopped gets no answer at all: its programs have this long to end. */
const GRACE_MS = 3_000;

/**
 * How a service stands now. For a stop no look is without an end, and none ends otherwise than with what it found or why it found nothing.
 * @param leftMs how much time there is for it
 */
export async function look(
  spec: ServiceSpec,
  context: StepContext,
  leftMs = LOOK_MS,
): Promise<State | Trouble> {
  if (!isStop(spec)) return lookAt(spec, context);
  return lookBriefly(spec, context, Math.min(LOOK_MS, Math.max(BRIEF_MS, leftMs)));
}

/**
 * A look that is given up after a while.
 * @returns why nobody could look, however it came; @throws the signal's reason once the step is stopped
 */
export async function lookBriefly(
  spec: ServiceSpec,
  context: StepContext,
  ms: number,
): Promise<State | Trouble> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), ms);
  const brief: StepContext = {
    ...context,
    effect: (integration, operation, input) => context.effect(integration, operation, input, over.signal),
  };
  try {
    // A program that nothing ends is left behind.
    return await within(ms + GRACE_MS, 'a look', lookAt(spec, brief));
  } catch (error) {
    if (context.signal.aborted) throw error;
    const [program = ''] = spec.look;
    return {
      reason: over.signal.aborted
        ? `${program} did not answer within ${formatDuration(ms)}`
        : messageOf(error),
      next:
        error instanceof OpsError
          ? error.refusal.next
          : `See on the host of Keyturn what \`${spec.look.join(' ')}\` says.`,
    };
  } finally {
    clearTimeout(timer);
  }
}

/** The same, as far as whoever keeps it tells. */
async function lookAt(spec: ServiceSpec, context: StepContext): Promise<State | Trouble> {
  const said = await callFor(spec, spec.look, context, true);
  if (isTrouble(said)) return said;
  if (spec.of === 'systemd') return readUnit(spec.service, said.stdout, monotonicMs());
  const ids = idsIn(said.stdout);
  if (ids.length > 0) return inspect(spec, ids, context, readContainers);
  // That compose lists none says that nothing runs only where no other project has it: another name of the project is enough for that.
  return isStop(spec) ? lookElsewhere(spec, context) : ABSENT;
}

async function lookElsewhere(spec: ServiceSpec, context: StepContext): Promise<State | Trouble> {
  const said = await callFor(spec, listElsewhere(spec.service), context, true);
  if (isTrouble(said)) return said;
  const ids = idsIn(said.stdout);
  return ids.length === 0 ? ABSENT : inspect(spec, ids, context, readElsewhere);
}

function idsIn(printed: string): readonly string[] {
  return printed.split('\n').filter((line) => /^[0-9a-f]{8,}$/.test(line.trim()));
}

/** @param read makes a state of what is printed, by the clock of this host: the daemon tells its times by that, and not by the database's */
async function inspect(
  spec: ServiceSpec,
  ids: readonly string[],
  context: StepContext,
  read: (printed: string, now: Date) => State,
): Promise<State | Trouble> {
  const inspected = await callFor(spec, [...(spec.inspect ?? INSPECT), ...ids], context, true);
  if (isTrouble(inspected)) return inspected;
  try {
    return read(inspected.stdout, systemClock.now());
  } catch {
    return {
      reason: `docker said nothing clear of the containers of ${spec.service}`,
      next: 'See what `docker inspect` prints of them on the host of Keyturn.',
    };
  }
}

/** The clock of the host that systemd gives times of: no other one tells how long ago something was started. */
function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}
