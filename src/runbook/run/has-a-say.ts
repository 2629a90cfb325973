import type { Refusal } from '../../errors.ts';
import { holdsAny, type Standing } from '../../people/standing.ts';
import { refuseUnproved } from '../../people/unproved.ts';
import { approverRoles } from './approver-roles.ts';
import { NOT_TAKEN } from './decision.ts';
import { isEmergency } from './emergency.ts';
import type { Run } from './run.ts';

type Asked = Pick<Run, 'plan' | 'requester'>;

/** Why somebody may not end a run of whose effect nobody knows, the least that there is to decide; undefined when they may. */
export function refuseAbort(run: Asked, standing: Standing, now: Date): Refusal | undefined {
  return refuseWithoutSay(NOT_TAKEN, run, standing, now);
}

/**
 * Why somebody may not stop what a run does. Whatever else runs, anybody may stop who may ask for it: that is the safe way. An
 * emergency is the safe way itself; only who could have begun it, or reviews it, may keep it from its end.
 */
export function refuseStopping(what: string, run: Asked, standing: Standing, now: Date): Refusal | undefined {
  return isEmergency(run) ? refuseWithoutSay(what, run, standing, now) : undefined;
}

/** Whoever asked for it has a say, and who had one in whether it runs; everybody where nobody had to be asked. */
function refuseWithoutSay(
  what: string,
  { plan, requester }: Asked,
  standing: Standing,
  now: Date,
): Refusal | undefined {
  const roles = approverRoles(plan);
  if (roles.length === 0 || standing.principal === requester || holdsAny(standing, roles, now))
    return undefined;
  const wanted = roles.join(' or ');
  return (
    refuseUnproved(what, standing, roles) ?? {
      code: 'run.role-missing',
      what,
      why: `it needs the role ${wanted}, or to be the requester.`,
      next: `Ask somebody with the role ${wanted}.`,
    }
  );
}
