/** A role that somebody holds now. */
export interface HeldRole {
  readonly role: string;
  /** When it was first seen (the database's clock). Losing the role and getting it back starts anew. */
  readonly since: Date;
  /** How long the role must have been held before it counts, whatever a policy says. Absent: at once. */
  readonly holdMs?: number;
}

/** The moment from which a held role counts: the longer of the role's own minimum hold and the policy's. */
export function countsFrom(held: HeldRole, policyHoldMs = 0): Date {
  return new Date(held.since.getTime() + Math.max(held.holdMs ?? 0, policyHoldMs));
}
