import { asksApprovers, type Policy, resolvePolicy, writtenPolicy } from '../../approval/policy.ts';
import { phraseOf } from '../../approval/request.ts';
import { tally } from '../../approval/tally.ts';
import type { Refusal } from '../../errors.ts';
import { countsFrom } from '../../people/role.ts';
import type { Standing, Standings } from '../../people/standing.ts';
import { refuseUnproved } from '../../people/unproved.ts';
import type { Plan } from '../plan/plan.ts';
import { planPolicy } from '../plan/plan-policy.ts';

/** What lets a run go on after an effect of which nobody knows: doing it again, or taking it for done. */
export type GoOn = 'retry' | 'done';

/** What is counted: to go on, or that a program which could not be stopped is gone. */
export type Counted = GoOn | 'gone';

/** What somebody thinks of an unknown effect, or of its program; counted like a vote. */
export interface Opinion {
  readonly principal: string;
  readonly choice: Counted;
  readonly reason: string;
  /** On the database's clock. */
  readonly at: Date;
  /** Who they were when they said it. */
  readonly standing: Standing;
}

/** What the approval of a run says about going on with it. */
export interface Mandate {
  readonly policy: Policy;
  /** Their own opinion never counts. */
  readonly requester: string;
  /** After this what was approved has run out; null when it was never approved. */
  readonly until: Date | null;
}

/** The times of the request that a run came from. */
export interface Approved {
  readonly mode: 'quorum' | 'break-glass';
  readonly openedAt: Date;
  readonly notAfter: Date | null;
}

/** @returns undefined for a plan that nobody has to approve: there one person decides, as one person could run it again. */
export function mandateOf(
  plan: Plan,
  requester: string,
  approved: Approved | undefined,
): Mandate | undefined {
  const rules = planPolicy(plan);
  if (rules === null) return undefined;
  if (rules.kind === 'approval')
    return { policy: rules.policy, requester, until: approved?.notAfter ?? null };
  const { of, review, beneficiaries } = rules.policy;
  const group = { of: [...new Set([...of, ...review.of])], quorum: 1 };
  const until = approved === undefined ? null : new Date(approved.openedAt.getTime() + review.withinMs);
  const policy = resolvePolicy(writtenPolicy.parse({ groups: [group] }));
  return { policy: beneficiaries === undefined ? policy : { ...policy, beneficiaries }, requester, until };
}

export const NOT_TAKEN = 'Your decision was not taken:';

/** Why this person's opinion does not count, or undefined when it does. */
export function refuseOpinion(
  { policy, requester, until }: Mandate,
  standing: Standing,
  choice: Counted,
  now: Date,
): Refusal | undefined {
  const refusal = (code: string, why: string, next: string): Refusal => ({
    code: `run.${code}`,
    what: NOT_TAKEN,
    why,
    next,
  });
  const roles = [...new Set(policy.groups.flatMap((group) => group.of))];
  const wanted = roles.join(' or ');
  if (standing.principal === requester)
    return refusal(
      'own-request',
      'you asked for the run yourself, so somebody else has to decide about its effect.',
      `Ask somebody with the role ${wanted}. You can abort it.`,
    );
  if (policy.beneficiaries?.includes(standing.principal))
    return refusal(
      'beneficiary',
      'you benefit from the run yourself, so somebody else has to decide about its effect.',
      `Ask somebody with the role ${wanted}. You can abort it.`,
    );
  // What is gone is gone at any time: nothing happens by it that was approved for a while only.
  if (choice !== 'gone' && (until === null || now >= until))
    return refusal(
      'window-over',
      until === null
        ? 'nothing was approved that could be done again.'
        : `what was approved could be started until ${until.toISOString().slice(0, 19).replace('T', ' ')} UTC.`,
      'Abort the run, and ask for the action again.',
    );
  const [first] = standing.roles
    .filter((held) => roles.includes(held.role))
    .map((held) => countsFrom(held, policy.holdMs))
    .toSorted((a, b) => a.getTime() - b.getTime());
  if (first === undefined)
    return (
      refuseUnproved(NOT_TAKEN, standing, roles) ??
      refusal('role-missing', `it needs the role ${wanted}.`, `Ask somebody with the role ${wanted}.`)
    );
  if (first <= now) return undefined;
  return refusal(
    'role-too-fresh',
    `you have not held ${wanted} long enough for it to count.`,
    'Ask somebody who has held it longer.',
  );
}

/** What somebody types where the policy asks its approvers for it. */
export interface Typed {
  readonly confirmation?: string | undefined;
  /** Never logged. */
  readonly code?: string | undefined;
}

/** Why what was typed does not confirm that the action's effect was meant; undefined when it does, or nobody asks. */
export function refuseUnconfirmed(
  { policy }: Mandate,
  action: string,
  { confirmation }: Typed,
): Refusal | undefined {
  const phrase = phraseOf(action);
  if (!asksApprovers(policy.confirm) || confirmation?.trim() === phrase) return undefined;
  const why = 'the typed confirmation is missing or differs.';
  const next = `Type exactly: ${phrase}`;
  const mistakes = { confirmation: `${why} ${next}` };
  return { code: 'run.not-confirmed', what: NOT_TAKEN, why, next, mistakes };
}

/** Whether enough people, counted as for the approval and by the roles of today, are for this choice. */
export function isDecided(
  { policy, requester }: Mandate,
  opinions: readonly Opinion[],
  choice: Counted,
  standings: Standings,
): boolean {
  const votes = opinions
    .filter((opinion) => opinion.choice === choice)
    .map(({ principal, at, reason, standing }) => ({
      principal,
      choice: 'approve' as const,
      at,
      via: 'button' as const,
      account: '',
      reason,
      standing,
    }));
  return tally(policy, requester, votes, standings).met;
}
