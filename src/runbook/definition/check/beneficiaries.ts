import type { Finding } from '../../../written/problem.ts';
import type { Action } from '../construct/action.ts';

/** Whoever benefits is kept from approving or reviewing; where nobody does either, nothing would come of it. */
export function beneficiaryFindings({
  id,
  params,
  approval,
  breakGlass,
  internal,
}: Action): readonly Finding[] {
  // A part of others is approved with them.
  if (approval !== undefined || breakGlass !== undefined || internal) return [];
  return Object.entries(params).flatMap(([name, { beneficiary }]): readonly Finding[] => {
    if (!beneficiary) return [];
    const message = `Nobody approves '${id}', so there is nothing that ${name} could be kept from.`;
    const suggestion = 'Give the action an `approval`, or remove `beneficiary`.';
    return [{ path: ['actions', id, 'params', name, 'beneficiary'], message, suggestion }];
  });
}
