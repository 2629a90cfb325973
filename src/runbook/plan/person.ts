import type { Account } from '../../people/principal.ts';
import { suggestName } from '../../written/nearest.ts';

/** Somebody in the settings, as a plan may speak of them: all of it is what the settings say. */
export interface PlanPerson {
  /** Short and stable, e.g. `ana`. */
  readonly id: string;
  /** What people call them. */
  readonly name: string;
  readonly accounts: readonly Account[];
  /** Roles that the settings give them by name; those of a platform's groups are the platform's to tell. */
  readonly roles: readonly string[];
  /** Roles that a platform's groups may give them. Absent: none. */
  readonly perhaps?: readonly string[];
}

/** What texts may say of a person, behind the name of the parameter. */
export const PERSON_PARTS = ['id', 'name', 'roles', 'discord', 'slack', 'console'] as const;
type PersonPart = (typeof PERSON_PARTS)[number];

export function isPersonPart(name: string): name is PersonPart {
  return PERSON_PARTS.some((part) => part === name);
}

/**
 * The person whom somebody called by their id or, in any case, by their name.
 * @returns the id; or why it is nobody's, in words that fit behind it, and what to write
 */
export function findPerson(
  people: readonly PlanPerson[],
  called: string,
): { readonly value: string } | { readonly why: string; readonly next: string } {
  const byId = people.find(({ id }) => id === called);
  if (byId !== undefined) return { value: byId.id };
  const named = people.filter(({ name }) => name.toLowerCase() === called.toLowerCase());
  const [one, another] = named;
  if (one !== undefined && another === undefined) return { value: one.id };
  if (one !== undefined)
    return {
      why: 'is what several people are called',
      next: `Write the id of the one who is meant: ${named.map(({ id }) => id).join(' or ')}.`,
    };
  return {
    why: 'is nobody in the settings',
    next: suggestName(
      called,
      people.flatMap(({ id, name }) => [id, name]),
    ),
  };
}

/** A part of what is known of a person; or why there is none, as a sentence, and what can be done. */
export function partOf(
  { id, name, roles, accounts }: PlanPerson,
  part: PersonPart,
): { readonly text: string } | { readonly why: string; readonly next: string } {
  switch (part) {
    case 'id':
      return { text: id };
    case 'name':
      return { text: name };
    case 'roles':
      return { text: roles.join(',') };
    default: {
      const theirs = accounts.filter(({ platform }) => platform === part);
      const [account, another] = theirs;
      if (account !== undefined && another === undefined) return { text: account.id };
      const why =
        account === undefined
          ? `${name} has no account on ${part} in the settings.`
          : `${name} has ${theirs.length} accounts on ${part}, and nothing says which of them is meant.`;
      return { why, next: `Name somebody else, or change people.${id}.accounts in keyturn.yaml.` };
    }
  }
}
