import { digestOf, type Json } from '../../../../canonical.ts';
import { LINKED, type Risk } from '../../../../people/decision.ts';
import type { Finding } from '../../../../written/problem.ts';
import { type Action, RISKS } from '../../construct/action.ts';
import { includedIn } from '../../inclusion/graph.ts';
import type { Runbook } from '../../runbook.ts';
import type { Known } from '../known.ts';
import { circle } from '../requirements.ts';

type Found = Pick<Finding, 'message' | 'suggestion'>;

/**
 * Whoever includes an action never asks for less than that demands. What can be joined (approvals, requirements, cooldowns) is joined in the
 * plan, the stricter of the two; what cannot is refused here.
 */
export function demandFindings(
  action: Action,
  included: Action,
  path: readonly PropertyKey[],
  { runbook, operators }: Known,
): readonly Finding[] {
  const at = [...path, 'include', 'action'];
  const all = [included, ...includedIn(runbook, included)];
  const found: readonly (Found | undefined)[] = [
    lessRisky(action, included),
    openToMore(action, included, operators),
    ...all.flatMap((one) => [
      notApproved(action, one),
      otherGlass(runbook, action, one),
      otherLock(runbook, action, one),
      unkept(action, one),
      ofAnother(action, one),
    ]),
  ];
  const each = new Map(found.flatMap((one) => (one === undefined ? [] : [[one.message, one]])));
  return [
    ...[...each.values()].map((one) => ({ path: at, ...one })),
    ...all.flatMap((one) => neverFirst(runbook, action, one, at)),
  ];
}

function lessRisky({ id, risk }: Action, included: Action): Found | undefined {
  if (RISKS.indexOf(included.risk) <= RISKS.indexOf(risk)) return undefined;
  return {
    message: `'${id}' has risk ${risk}, and '${included.id}', which it includes, has risk ${included.risk}.`,
    suggestion: `Write \`risk: ${included.risk}\` here, and the approval that this needs.`,
  };
}

/** Known only where the settings are. */
function openToMore(
  { id, risk }: Action,
  included: Action,
  operators: Readonly<Partial<Record<Risk, readonly string[]>>>,
): Found | undefined {
  const [asking, entitled] = [operators[risk] ?? [LINKED], operators[included.risk] ?? [LINKED]];
  if (entitled.includes(LINKED) || asking.every((role) => entitled.includes(role))) return undefined;
  return {
    message: `'${id}' may be asked for by ${asking.join(', ')}, and '${included.id}', which it includes, by ${entitled.join(', ')} alone.`,
    suggestion: `Name the same roles for both risks under operators of the system in keyturn.yaml, or include it in an action with risk ${included.risk}.`,
  };
}

/** What runs at once, and is reviewed afterwards, does nothing that others must approve before. */
function notApproved(action: Action, included: Action): Found | undefined {
  if (action.breakGlass === undefined) return undefined;
  if (included.approval !== undefined)
    return {
      message: `'${action.id}' is break-glass and runs at once, and '${included.id}', which it includes, must be approved before.`,
      suggestion: 'Include it in an action with `approval`.',
    };
  const isRisky = included.risk === 'high' || included.risk === 'critical';
  if (!isRisky || included.reduces === 'risk') return undefined;
  return {
    message: `'${action.id}' is break-glass, and nothing says that '${included.id}', which it includes, only reduces risk.`,
    suggestion:
      'Add `reduces: risk` there if it only stops or pauses; otherwise include it in an action with `approval`.',
  };
}

/** Who may break the glass, how often, and who looks at it afterwards is the same for both. */
function otherGlass(runbook: Runbook, action: Action, included: Action): Found | undefined {
  if (action.breakGlass === undefined || included.breakGlass === undefined) return undefined;
  if (action.breakGlass === included.breakGlass || glassOf(runbook, action) === glassOf(runbook, included))
    return undefined;
  return {
    message: `'${action.id}' and '${included.id}', which it includes, have different break-glass policies.`,
    suggestion: 'Name the same one in both.',
  };
}

function glassOf({ breakGlass }: Runbook, { breakGlass: named }: Action): string {
  const policy = typeof named === 'string' && Object.hasOwn(breakGlass, named) ? breakGlass[named] : named;
  return digestOf(policy as unknown as Json);
}

/** A run holds one lock. */
function otherLock(runbook: Runbook, action: Action, included: Action): Found | undefined {
  if (included.lock === undefined) return undefined;
  if (action.breakGlass !== undefined)
    return {
      message: `'${action.id}' is break-glass, and '${included.id}', which it includes, has a lock: it would wait behind whatever hangs.`,
      suggestion: 'Include what has no lock; make the scripts themselves safe to run side by side.',
    };
  const other = [action, ...includedIn(runbook, action)].find(
    ({ lock }) => lock !== undefined && lock !== included.lock,
  );
  if (other === undefined) return undefined;
  return {
    message: `A run holds one lock: '${included.id}' has ${included.lock}, and '${other.id}' has ${other.lock}.`,
    suggestion: 'Give both the same lock.',
  };
}

/** Whoever benefits is kept from approving; where nobody approves, nothing would come of it. */
function unkept(action: Action, included: Action): Found | undefined {
  if (action.approval !== undefined || action.breakGlass !== undefined || action.internal) return undefined;
  const named = Object.entries(included.params).find(([, { beneficiary }]) => beneficiary);
  if (named === undefined) return undefined;
  return {
    message: `Nobody approves '${action.id}', so there is nothing that ${named[0]} of '${included.id}' could be kept from.`,
    suggestion: 'Give the action an `approval`.',
  };
}

/** What an action requires of the same values is of its own parameters, which whoever includes it fills in as it likes. */
function ofAnother(action: Action, included: Action): Found | undefined {
  const bound = included.requires.find(({ same }) => same !== undefined);
  if (bound === undefined) return undefined;
  return {
    message: `'${included.id}', which '${action.id}' includes, requires a run of '${bound.action}' with the same ${bound.same?.join(', ')}.`,
    suggestion: 'Put the requirement into the action that includes it, and its steps into one without.',
  };
}

/** What is required of the runs of others is required of those of what includes it, and must not wait for that. */
function neverFirst(
  runbook: Runbook,
  action: Action,
  included: Action,
  path: readonly PropertyKey[],
): readonly Finding[] {
  return included.requires.flatMap(({ action: required }): readonly Finding[] => {
    if (required !== action.id) return circle(runbook, action, required, path);
    const message = `'${included.id}', which it includes, requires '${action.id}' itself, so that could never run first.`;
    return [{ path, message, suggestion: 'Take the inclusion or the requirement away.' }];
  });
}
