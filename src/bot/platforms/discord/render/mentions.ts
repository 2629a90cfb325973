import type { Account } from '../../../../people/principal.ts';

/** Anything else would be text in a place where Discord reads markup. */
const ID = /^\d{17,20}$/;

/** What Discord may make of a message: nothing that its text names, and nobody but these. */
export interface AllowedMentions {
  readonly parse: [];
  readonly users?: string[];
}

export interface Mentions {
  /** Stands in the content of a message, the only part of it that notifies; empty where nobody is called. */
  readonly text: string;
  readonly allowed: AllowedMentions;
}

/** Mentions of accounts, put together here and nowhere else. */
export function mentionsOf(calls: readonly Account[] = []): Mentions {
  const users = [...new Set(calls.map(({ id }) => id))].filter((id) => ID.test(id));
  const text = users.map((id) => `<@${id}>`).join(' ');
  return { text, allowed: users.length === 0 ? { parse: [] } : { parse: [], users } };
}
