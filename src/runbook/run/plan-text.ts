import { setNewest } from '../../newest.ts';
import type { Plan } from '../plan/plan.ts';

/** A run is read in every turn, and for every card of it. */
const KEPT = 200;
const LONGEST = 256 * 1024;

/** What texts of plans say that were read lately, the oldest first. */
const known = new Map<string, Plan>();

/**
 * The plan that a text says. The same text gives the same object, so that it is parsed and digested once; like every plan
 * it is never altered in place.
 */
export function planIn(text: string): Plan {
  const before = known.get(text);
  if (before !== undefined) return before;
  const plan = JSON.parse(text) as Plan;
  if (text.length <= LONGEST) setNewest(known, text, plan, KEPT);
  return plan;
}
