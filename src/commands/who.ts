import { OpsError } from '../errors.ts';
import type { Deed } from '../people/decision.ts';
import type { Principal } from '../people/principal.ts';
import type { CommandContext } from './command.ts';

/** The person behind the account. @throws OpsError for an account that is linked to nobody, and for bots. */
export function requirePerson(context: CommandContext): Principal {
  requireHuman(context);
  const { principal, account } = context;
  if (principal !== undefined) return principal;
  throw new OpsError({
    code: 'access.not-linked',
    what: 'Keyturn does not know who you are.',
    why: `The account ${account.id} on ${account.platform} is linked to nobody in the settings.`,
    next: 'Ask an administrator to add you to the people in keyturn.yaml, or join this account with /ops link start on one of yours.',
  });
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
