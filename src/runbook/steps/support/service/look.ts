import { systemClock } from '../../../../clock.ts';
import type { StepContext } from '../../step.ts';
import { callFor, isTrouble } from './call.ts';
import { INSPECT, readContainers } from './compose.ts';
import type { ServiceSpec } from './spec.ts';
import { ABSENT, type State, type Trouble } from './state.ts';
import { readUnit } from './systemd.ts';

/** How a service stands now, as far as whoever keeps it tells. */
export async function lookAt(spec: ServiceSpec, context: StepContext): Promise<State | Trouble> {
  const said = await callFor(spec, spec.look, context, true);
  if (isTrouble(said)) return said;
  if (spec.of === 'systemd') return readUnit(spec.service, said.stdout, monotonicMs());
  const ids = said.stdout.split('\n').filter((line) => /^[0-9a-f]{8,}$/.test(line.trim()));
  if (ids.length === 0) return ABSENT;
  const inspected = await callFor(spec, [...(spec.inspect ?? INSPECT), ...ids], context, true);
  if (isTrouble(inspected)) return inspected;
  try {
    // The daemon tells its times by the clock of this host, and not by that of the database.
    return readContainers(inspected.stdout, systemClock.now());
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
