import * as z from 'zod';
import type { Json } from '../../canonical.ts';
import { cut } from '../../values/cut.ts';
import { type Account, accountKey, type Principal } from '../principal.ts';

const account = z.object({
  platform: z.enum(['console', 'discord', 'slack']),
  workspace: z.string(),
  id: z.string(),
});
const document = z.object({
  /** What the administrator reads. It is part of what is approved. */
  says: z.array(z.string()),
  principal: z.string(),
  account,
  /** Whose the account was when the link was asked for. */
  before: z.string().nullable(),
});

/** What an administrator approves. */
export type LinkDocument = z.output<typeof document>;

export interface WantedLink {
  readonly person: Principal;
  readonly account: Account;
  /** As the platform shows the account; anybody can call themselves anything. */
  readonly displayName: string;
  /** The account on which the code was asked for. */
  readonly from: Account;
  readonly before: string | null;
}

export function linkDocument({ person, account, displayName, from, before }: WantedLink): Json {
  return {
    says: [
      `The account ${accountKey(account)}, which calls itself "${cut(displayName, 80)}",`,
      `becomes an account of ${person.name} (${person.id}) and can vote in their name.`,
      `They proved that they have both: the code was asked for on ${accountKey(from)} and typed on the new one.`,
      ...(before === null ? [] : [`It leaves ${before}; what they voted through it no longer stands.`]),
      'Before you approve: ask them, by voice or face to face, whether this account is theirs.',
    ],
    principal: person.id,
    account: { platform: account.platform, workspace: account.workspace, id: account.id },
    before,
  } satisfies LinkDocument;
}

/** @throws when it is not the document of a link: a mistake in the wiring. */
export function readLinkDocument(stored: Json): LinkDocument {
  return document.parse(stored);
}
