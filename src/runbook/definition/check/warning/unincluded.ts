import { allStepsOf } from '../../construct/sequence.ts';
import { inclusionOf } from '../../construct/step.ts';
import type { Warning } from './warning.ts';

/** A part of others that none of them includes is run by nobody. */
export const warnOfUnincluded: Warning = ({ actions }) => {
  const all = Object.values(actions);
  const included = new Set(
    all.flatMap((action) => allStepsOf(action).map(({ step }) => inclusionOf(step)?.action)),
  );
  return all
    .filter(({ id, internal }) => internal && !included.has(id))
    .map(({ id }) => ({
      path: ['actions', id],
      message: `Nothing includes '${id}', which nobody can ask for by itself.`,
      suggestion: `Write \`include: { action: ${id} }\` where it is needed, or take it away.`,
    }));
};
