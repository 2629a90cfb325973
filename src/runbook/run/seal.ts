import { type AuthenticChain, readAuthentic } from '../../audit/authentic.ts';
import { digestOf, type Json, type Sha256Hex } from '../../canonical.ts';
import type { Standing } from '../../people/standing.ts';
import type { Reader } from '../../store/database.ts';
import { planDigest } from '../plan/digest.ts';
import { isEnded, RUN, type Run } from './run.ts';

/**
 * SHA-256 over what decides how a run goes on. The last entry of its chain carries it, so that rows which somebody
 * altered are told from those that Keyturn wrote. Lease, `due_at` and note are left out: they only say who looks next.
 */
export function sealOf(run: Run): Sha256Hex {
  const decisive = {
    plan: planDigest(run.plan),
    request: run.requestId,
    requester: run.requester,
    ended: isEnded(run),
    started: run.startedAt,
    cancel: run.cancel,
    ...(run.overtaken === undefined ? {} : { overtaken: run.overtaken }),
    ...(run.wayDownStopped === null ? {} : { wayDownStopped: run.wayDownStopped }),
    // What there is not is left out, as it is in what was sealed before it was kept.
    steps: run.steps.map(({ reason, next, stillRunning, worker, ...step }) => ({
      ...step,
      opinions: step.opinions.map((opinion) => ({ ...opinion, standing: asKept(opinion.standing) })),
      ...(stillRunning === null ? {} : { stillRunning }),
      ...(worker === null ? {} : { worker }),
    })),
  };
  // As the database gives it back: dates as text, what is undefined left out.
  return digestOf(JSON.parse(JSON.stringify(decisive)) as Json);
}

/** What did not count of somebody just then is not kept. */
function asKept({ principal, human, active, roles }: Standing): Standing {
  return { principal, human, active, roles };
}

/** Why the rows of a run are not what its authenticated entries say; undefined when they are. */
export async function findForged(reader: Reader, run: Run): Promise<string | undefined> {
  return forgeryIn(run, await readAuthentic(reader, RUN.subject(run.id)));
}

/** The same for a run that has ended and is evidence for another: how and when it ended is what the log says. */
export async function findForgedEnd(reader: Reader, run: Run): Promise<string | undefined> {
  const chain = await readAuthentic(reader, RUN.subject(run.id));
  const forgery = forgeryIn(run, chain);
  if (forgery !== undefined || chain === undefined) return forgery;
  const end = chain.records.findLast(({ kind }) => ENDS.has(kind));
  const told =
    end?.kind === `run.${run.state}` &&
    end.data.outcome === run.outcome &&
    end.at.getTime() === run.finishedAt?.getTime();
  return told ? undefined : 'how it ended is not what the log says';
}

const ENDS: ReadonlySet<string> = new Set(['run.succeeded', 'run.failed', 'run.cancelled', 'run.refused']);

function forgeryIn(run: Run, chain: AuthenticChain | undefined): string | undefined {
  if (chain === undefined) return 'Keyturn did not write all of what the log says about it';
  const first = chain.records[0];
  if (first?.kind !== 'run.queued') return 'it was never queued';
  if (first.data.plan !== planDigest(run.plan)) return 'its plan is not the one that was queued';
  if (first.data.request !== run.requestId) return 'its request is not the one that it was queued for';
  if (first.actor !== `principal/${run.requester}`) return 'its requester is not the one who queued it';
  if (chain.old || chain.records.at(-1)?.data.sealed === sealOf(run)) return undefined;
  return 'its rows are not what Keyturn wrote last';
}
