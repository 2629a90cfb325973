import type { Refusal } from '../../../errors.ts';
import type { Run } from '../run.ts';

export const NOT_DECLARED = 'It was not declared as ended:';

function refusal(code: string, why: string, next: string): Refusal {
  return { code, what: NOT_DECLARED, why, next };
}

export function notAuthentic(run: string): Refusal {
  return refusal(
    'run.log-altered',
    `there is no run ${run}, or Keyturn did not write all of what the log says of it.`,
    'Run `keyturn audit verify`: it names what somebody put there. `keyturn audit set-aside` goes on without that; then look again.',
  );
}

export function neverBegan(run: string): Refusal {
  return refusal(
    'run.never-began',
    `${run} never began.`,
    'Nothing needs to be done: it keeps nothing back.',
  );
}

export function hasEnded(run: string): Refusal {
  return refusal(
    'run.ended',
    `the log tells the end of ${run}.`,
    'Nothing needs to be done: it keeps nothing back.',
  );
}

/** What Keyturn can still carry out is ended by what it comes to, or by people on its card. */
export function isThere({ plan }: Pick<Run, 'plan'>): Refusal {
  return refusal(
    'run.not-lost',
    'its record is there, and is what Keyturn wrote.',
    `End it on the current card of "${plan.title}": answer what it asks, or cancel it.`,
  );
}

export function unknownAction(title: string): Refusal {
  return refusal(
    'run.no-emergency',
    `"${title}" is no emergency of any runbook here.`,
    'Nothing needs to be done: what is no emergency keeps nothing back.',
  );
}

export function roleMissing(roles: readonly string[]): Refusal {
  const wanted = roles.join(' or ');
  return refusal('run.role-missing', `it needs the role ${wanted}.`, `Ask somebody with the role ${wanted}.`);
}

export function saidAlready(title: string, roles: readonly string[]): Refusal {
  const who = roles.length === 0 ? 'somebody else' : `somebody else with the role ${roles.join(' or ')}`;
  return refusal(
    'run.said-already',
    `you have said so of "${title}" already.`,
    `Now ${who} has to look, and give the same command.`,
  );
}
