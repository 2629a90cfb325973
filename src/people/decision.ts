import type { Refusal } from '../errors.ts';
import type { Principal } from './principal.ts';
import { holdsAny, type Standing } from './standing.ts';
import { refuseUnproved } from './unproved.ts';

export type Risk = 'read' | 'low' | 'high' | 'critical';

/**
 * Who may ask for what in one system, by risk. A list of role names, or `linked`: everybody in the settings.
 * An absent risk means `linked`. Asking is not doing: high and critical actions still need their approval.
 */
export type SystemAccess = { readonly [risk in Risk]?: readonly string[] };

/** The word in an access list that stands for every linked person. */
export const LINKED = 'linked';

/** What somebody wants to do. */
export type Deed =
  | {
      readonly do: 'run';
      readonly system: string;
      readonly risk: Risk;
      readonly mode: 'execute' | 'dry-run';
      /** Whether what it shows must stay among linked people. Default true. */
      readonly sensitive?: boolean;
    }
  /** Looking at requests, runs and the log. */
  | { readonly do: 'view'; readonly sensitive?: boolean }
  /** What a room of its own offers to everybody in the settings; `what` as people say it, such as "open a channel". */
  | { readonly do: 'act'; readonly what: string };

export type DecisionReason =
  | 'public'
  | 'linked'
  | 'holds-role'
  | 'risk-needs-approval'
  | 'not-linked'
  | 'not-active'
  | 'role-missing'
  | 'role-too-fresh'
  | 'unproved';

export type Decision =
  | { readonly effect: 'allow' | 'require-approval'; readonly reason: DecisionReason }
  | { readonly effect: 'deny'; readonly reason: DecisionReason; readonly refusal: Refusal };

/**
 * Decides whether somebody may do something. Only named roles of the settings count: being an owner or
 * administrator of a chat platform gives nothing.
 * @param standing undefined when the look-up failed or found nobody, which means no.
 * @param now the database's clock.
 */
export function decide(
  principal: Principal | undefined,
  standing: Standing | undefined,
  deed: Deed,
  access: SystemAccess,
  now: Date,
): Decision {
  if (principal === undefined) {
    if (isPublic(deed)) return { effect: 'allow', reason: 'public' };
    return deny('not-linked', deed, 'your account is not linked to anybody in the settings.', LINK_HINT);
  }
  const wanted = deed.do === 'run' ? (access[deed.risk] ?? [LINKED]) : [];
  const unproved = standing && refuseUnproved(whatOf(deed), standing, wanted);
  const open = deed.do !== 'run' || wanted.includes(LINKED);
  const enough = standing?.active === true && (open || holdsAny(standing, wanted, now));
  if (unproved !== undefined && !enough) return { effect: 'deny', reason: 'unproved', refusal: unproved };
  if (standing === undefined || !standing.active) {
    return deny('not-active', deed, `${principal.name} is not (or no longer) in the settings.`, LINK_HINT);
  }
  if (deed.do !== 'run') return { effect: 'allow', reason: 'linked' };
  if (!enough) return missingRole(standing, deed, wanted);
  if (deed.mode === 'execute' && (deed.risk === 'high' || deed.risk === 'critical')) {
    return { effect: 'require-approval', reason: 'risk-needs-approval' };
  }
  return { effect: 'allow', reason: open ? 'linked' : 'holds-role' };
}

/** Reading what nobody has to be kept from. */
function isPublic(deed: Deed): boolean {
  if (deed.do === 'act') return false;
  return (deed.do === 'view' || deed.risk === 'read') && deed.sensitive === false;
}

const LINK_HINT = 'Ask an administrator to add you, with this account, to the people in keyturn.yaml.';

function missingRole(standing: Standing, deed: Deed, wanted: readonly string[]): Decision {
  const roles = wanted.join(' or ');
  const fresh = standing.roles.some((held) => wanted.includes(held.role));
  if (fresh) {
    return deny(
      'role-too-fresh',
      deed,
      `you hold ${roles}, but not long enough for it to count.`,
      'Ask somebody who has held the role longer.',
    );
  }
  return deny(
    'role-missing',
    deed,
    `it needs the role ${roles}.`,
    `Ask somebody with the role ${roles} to do it.`,
  );
}

function deny(reason: DecisionReason, deed: Deed, because: string, next: string): Decision {
  return {
    effect: 'deny',
    reason,
    refusal: { code: `access.${reason}`, what: whatOf(deed), why: because, next },
  };
}

function whatOf(deed: Deed): string {
  switch (deed.do) {
    case 'view':
      return 'You cannot see this:';
    case 'act':
      return `You cannot ${deed.what}:`;
    case 'run':
      return `You cannot run this in ${deed.system}:`;
  }
}
