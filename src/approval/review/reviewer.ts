import type { Refusal } from '../../errors.ts';
import type { Standing } from '../../people/standing.ts';
import { refuseRoles } from '../ballot.ts';
import * as no from '../refusals.ts';
import type { BreakGlassRequest } from '../request.ts';

/** Why somebody may not review a broken glass; undefined when they may, while its review is open. */
export function refuseReviewer(
  { requester, policy }: Pick<BreakGlassRequest, 'requester' | 'policy'>,
  standing: Standing,
  now: Date,
): Refusal | undefined {
  if (standing.principal === requester) return no.ownRequest('review');
  if (policy.beneficiaries?.includes(standing.principal)) return no.benefits('review');
  return refuseRoles('review', standing, policy.review.of, now);
}
