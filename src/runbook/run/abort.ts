import type { Refusal } from '../../errors.ts';
import { holdsAny, type Standing } from '../../people/standing.ts';
import { refuseUnproved } from '../../people/unproved.ts';
import { approverRoles } from './approver-roles.ts';
import { NOT_TAKEN } from './decision.ts';
import type { Run } from './run.ts';

/** Why somebody may not end a run of whose effect nobody knows, the least that there is to decide; undefined when they may. */
export function refuseAbort(
  { plan, requester }: Pick<Run, 'plan' | 'requester'>,
  standing: Standing,
  now: Date,
): Refusal | undefined {
  const roles = approverRoles(plan);
  if (roles.length === 0 || standing.principal === requester || holdsAny(standing, roles, now))
    return undefined;
  const wanted = roles.join(' or ');
  return (
    refuseUnproved(NOT_TAKEN, standing, roles) ?? {
      code: 'run.role-missing',
      what: NOT_TAKEN,
      why: `it needs the role ${wanted}, or to be the requester.`,
      next: `Ask somebody with the role ${wanted}.`,
    }
  );
}
