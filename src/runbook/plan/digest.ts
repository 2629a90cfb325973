import { canonicalJson, digestOf, type Json, type Sha256Hex, sha256Hex } from '../../canonical.ts';
import type { Plan, PlannedStep } from './plan.ts';

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

/** SHA-256 over one step, but for what is only said of it: changes when what it does, or what it is bound to, does. */
export function stepDigest({ unbound: _unbound, ...step }: PlannedStep): Sha256Hex {
  return digestOf(step as unknown as Json);
}

/**
 * SHA-256 over what somebody asks for: the same whatever stands on the host. The content of what the runbook keeps is a part of its
 * definition and not of this; all else that it says stands in the plan itself.
 */
export function askedDigest({ definition: _definition, ...plan }: Plan): Sha256Hex {
  return digestOf(plan as unknown as Json);
}
