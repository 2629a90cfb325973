import { digestOf, type Json, type Sha256Hex } from '../../canonical.ts';
import type { Plan } from './plan.ts';

/** SHA-256 over the canonical JSON of the plan: changes when anything about it does. */
export function planDigest(plan: Plan): Sha256Hex {
  return digestOf(planJson(plan));
}

/** A plan is plain JSON by construction; its interface only lacks the index signature. */
export function planJson(plan: Plan): Json {
  return plan as unknown as Json;
}
