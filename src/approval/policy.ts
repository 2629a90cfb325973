import * as z from 'zod';
import { duration, period } from '../duration.ts';
import { besideOtherFaults } from '../written/beside.ts';

/** How a vote may be given: a click on a card's button, or a reaction that the platform reports. */
export type Via = 'button' | 'reaction';

/** `quorum` different people, each holding any of the roles in `of`. */
export interface Group {
  readonly of: readonly string[];
  readonly quorum: number;
}

/** What an approval needs, resolved: durations in milliseconds, every default filled in. Plain JSON. */
export interface Policy {
  /** All must be met; one person counts in one group only. */
  readonly groups: readonly Group[];
  /** From the last needed vote to the earliest start. */
  readonly timelockMs: number;
  /** From the request to the moment after which no votes are collected. */
  readonly expiresMs: number;
  /** From being ready to the latest start. */
  readonly graceMs: number;
  /** Roles of which any one member can stop the request. */
  readonly veto: readonly string[];
  /** So many rejections end the request. */
  readonly denials: number;
  /** A role must have been held this long before it can approve. Rejecting and vetoing need no wait. */
  readonly holdMs: number;
  /** Whether the requester must say why. */
  readonly reason: 'optional' | 'required';
  /** Who must type the confirmation phrase. */
  readonly confirm: 'none' | 'requester' | 'approvers' | 'both';
  /** Who must give the six digits of their authenticator. */
  readonly code: 'none' | 'approvers';
  readonly via: readonly Via[];
  /** Approvers are called at any hour. Absent: not in the quiet hours of the settings. */
  readonly wakes?: true;
  /** Principals who benefit from what is asked: they never approve it. Absent: nobody is known to. */
  readonly beneficiaries?: readonly string[] | undefined;
}

const role = z.string().min(1).describe('Name of a role in keyturn.yaml');
const group = z.strictObject({
  of: z.array(role).min(1).describe('Any of these roles'),
  quorum: z.int().min(1).max(20).describe('How many different people'),
});

/** A policy as authors write it in YAML; {@link resolvePolicy} makes a {@link Policy} of it. */
export const writtenPolicy = z
  .strictObject({
    groups: z.array(group).min(1).max(10).describe('All of these; one person counts in one group only'),
    timelock: duration.prefault('0s').describe('Wait between the last needed vote and the start'),
    expires: period.prefault('1h').describe('How long votes are collected'),
    grace: period.prefault('1h').describe('How long it may still start once it is ready'),
    veto: z.array(role).default([]).describe('Roles whose members can stop it alone'),
    denials: z.int().min(1).max(20).default(1).describe('So many rejections end it'),
    hold: duration.prefault('0s').describe('How long a role must have been held to approve'),
    reason: z.enum(['optional', 'required']).default('optional').describe('Must the requester say why'),
    confirm: z
      .enum(['none', 'requester', 'approvers', 'both'])
      .default('none')
      .describe("Who must type the action's id"),
    code: z
      .enum(['none', 'approvers'])
      .default('none')
      .describe('Who must give a one-time code of their authenticator'),
    via: z
      .array(z.enum(['button', 'reaction']))
      .min(1)
      .optional()
      .describe('How votes may be given; both ways unless approvers must type something'),
    wakes: z
      .boolean()
      .default(false)
      .describe('Approvers are called in the quiet hours of the settings, too'),
  })
  .superRefine(
    (written, context) => {
      if (approversType(written) && written.via?.includes('reaction'))
        context.addIssue({
          code: 'custom',
          path: ['via'],
          message: `A reaction cannot carry the ${written.code === 'none' ? 'confirmation' : 'code'} that approvers must type here.`,
          params: { suggestion: 'Write `via: [button]`, or leave `via` out.' },
        });
    },
    besideOtherFaults('via', 'confirm', 'code'),
  );
export type WrittenPolicy = z.output<typeof writtenPolicy>;

export function resolvePolicy(written: WrittenPolicy): Policy {
  const anyWay: readonly Via[] = approversType(written) ? ['button'] : ['button', 'reaction'];
  return {
    groups: written.groups,
    timelockMs: written.timelock,
    expiresMs: written.expires,
    graceMs: written.grace,
    veto: written.veto,
    denials: written.denials,
    holdMs: written.hold,
    reason: written.reason,
    confirm: written.confirm,
    code: written.code,
    via: written.via ?? anyWay,
    // Only where it is said: what was approved before there were quiet hours keeps its digest.
    ...(written.wakes ? { wakes: true } : {}),
  };
}

/** What an approval needs at least; what is absent is left to the policy. */
export interface PolicyFloor {
  readonly via?: readonly Via[] | undefined;
  readonly code?: 'approvers' | undefined;
  readonly reason?: 'required' | undefined;
}

/** The policy made at least as strict as the floor; it never becomes easier. */
export function tightenPolicy(policy: Policy, floor: PolicyFloor): Policy {
  const code = floor.code ?? policy.code;
  const allowed = floor.via ?? policy.via;
  const shared = policy.via.filter((way) => allowed.includes(way));
  // A reaction cannot carry a code; and where policy and floor share no way, a button serves both.
  const via: readonly Via[] = code === 'approvers' || shared.length === 0 ? ['button'] : shared;
  return { ...policy, code, via, reason: floor.reason ?? policy.reason };
}

/** Whether an approval carries something that only a form can ask for. */
function approversType({ confirm, code }: Pick<Policy, 'confirm' | 'code'>): boolean {
  return asksApprovers(confirm) || code === 'approvers';
}

/** Whether approvers must type the confirmation phrase. */
export function asksApprovers(confirm: Policy['confirm']): boolean {
  return confirm === 'approvers' || confirm === 'both';
}

/** Whether the requester must type the confirmation phrase. */
export function asksRequester(confirm: Policy['confirm']): boolean {
  return confirm === 'requester' || confirm === 'both';
}

/** Every role that can approve under the policy, each once. */
export function approvingRoles(policy: Policy): readonly string[] {
  return [...new Set(policy.groups.flatMap((group) => group.of))];
}
