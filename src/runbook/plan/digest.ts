import { canonicalJson, digestOf, type Json, type Sha256Hex, sha256Hex } from '../../canonical.ts';
import type { Plan } from './plan.ts';

const digests = new WeakMap<Plan, Sha256Hex>();

/** SHA-256 over the canonical JSON of the plan: changes when anything about it does. A plan is never altered in place. */
export function planDigest(plan: Plan): Sha256Hex {
  const digest = digests.get(plan) ?? digestOf(planJson(plan));
  digests.set(plan, digest);
  return digest;
}

/** The canonical text of a plan, whose digest is then known. */
export function canonicalPlan(plan: Plan): string {
  const text = canonicalJson(planJson(plan));
  digests.set(plan, sha256Hex(text));
  return text;
}

/** A plan is plain JSON by construction; its interface only lacks the index signature. */
export function planJson(plan: Plan): Json {
  return plan as unknown as Json;
}
