import { parsedOnce } from '../../parsed-once.ts';
import type { Plan } from '../plan/plan.ts';

/**
 * The plan that a text says, in every turn of a run and for every card of it. The same text gives the same object, so that
 * it is parsed and digested once; like every plan it is never altered in place.
 */
export const planIn = parsedOnce<Plan>(200);
