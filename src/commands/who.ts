import { OpsError, type Refusal } from '../errors.ts';
import type { Deed } from '../people/decision.ts';
import type { Account, Principal } from '../people/principal.ts';
import { anyOf } from '../values/saying.ts';
import type { CommandContext } from './command.ts';

/** The person behind the account. @throws OpsError for an account that is linked to nobody, for services and for bots. */
export function requirePerson(context: CommandContext): Principal {
  const principal = requireRequester(context);
  if (principal.kind === 'service') throw new OpsError(onlyPeople(principal, 'That was not done.'));
  return principal;
}

/**
 * Whoever may ask for something: a person, or a service that the settings name, whatever the platform takes it for.
 * @throws OpsError for an account that is linked to nobody, and for bots.
 */
export function requireRequester(context: CommandContext): Principal {
  const { principal, account } = context;
  if (principal?.kind === 'service') return principal;
  requireHuman(context);
  if (principal !== undefined) return principal;
  throw new OpsError(notLinked(account));
}

export function notLinked({ id, platform }: Account): Refusal {
  return {
    code: 'access.not-linked',
    what: 'Keyturn does not know who you are.',
    why: `The account ${id} on ${platform} is linked to nobody in the settings.`,
    next: 'Ask an administrator to add you to the people in keyturn.yaml, or join this account with /ops link start on one of yours.',
  };
}

/** @param what begins the answer */
export function onlyPeople({ name }: Principal, what: string): Refusal {
  return {
    code: 'access.service',
    what,
    why: `${name} is a service in the settings: it may ask for actions, and only people decide, answer or break the glass.`,
    next: 'Have a person do it.',
  };
}

/** @throws OpsError for bots, apps and webhooks. */
export function requireHuman({ human }: CommandContext): void {
  if (human) return;
  throw new OpsError({
    code: 'access.not-human',
    what: 'Bots cannot do this.',
    why: 'Only people act on runbooks.',
    next: 'Have a person do it.',
  });
}

/** @throws OpsError with the reason when this person may not do it. */
export async function requireAllowed(context: CommandContext, deed: Deed): Promise<void> {
  const decision = await context.services.people.authorize(context.principal, deed);
  if (decision.effect === 'deny') throw new OpsError(decision.refusal);
}

/** Who acts on a request, as approval wants to know it. Unlinked accounts pass: approval refuses and logs them. */
export function acting({ principal, account, human }: CommandContext, requestId: string) {
  return { requestId, voter: principal?.id, account, human };
}

/** @param instead what the channels are called where commands are taken */
export function notTakenHere(what: string, instead: readonly string[]): Refusal {
  return {
    code: 'access.elsewhere',
    what: `${what} is not taken in this channel.`,
    why: 'The settings name the channels where commands are taken, and this is none of them.',
    next: `Give it in ${anyOf(instead)}. /ops help works everywhere.`,
  };
}
