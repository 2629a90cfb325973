import type { Uninvited } from '../../../../chat/channels.ts';
import type { Refusal } from '../../../../errors.ts';
import type { Account } from '../../../../people/principal.ts';
import type { WebClient } from '../client.ts';
import { isAboutSomethingElse, slackErrorOf } from '../errors.ts';

/** Slack takes so many at once. */
const AT_ONCE = 100;
/** They are where they should be. */
const INSIDE: ReadonlySet<string> = new Set(['already_in_channel', 'cant_invite_self']);
/** The call was wrong, whoever was invited. */
const NOT_ABOUT_PEOPLE: ReadonlySet<string> = new Set(['not_authorized']);

/** Invites people to a channel, those who can be. @returns the others. Throws what Slack's library throws. */
export async function inviteAll(
  client: WebClient,
  channel: string,
  accounts: readonly Account[],
): Promise<readonly Uninvited[]> {
  const uninvited: Uninvited[] = [];
  for (let at = 0; at < accounts.length; at += AT_ONCE) {
    uninvited.push(...(await inviteSome(client, channel, accounts.slice(at, at + AT_ONCE))));
  }
  return uninvited;
}

async function inviteSome(
  client: WebClient,
  channel: string,
  accounts: readonly Account[],
): Promise<readonly Uninvited[]> {
  const users = accounts.map(({ id }) => id).join(',');
  try {
    const { errors = [] } = await client.conversations.invite({ channel, users, force: true });
    return errors.flatMap(({ user, error }) =>
      accounts.filter(({ id }) => id === user).flatMap((account) => refused(account, error)),
    );
  } catch (error) {
    const word = slackErrorOf(error);
    if (word === undefined || !isAboutPeople(word)) throw error;
    const [only] = accounts;
    if (only !== undefined && accounts.length === 1) return refused(only, word);
    // Nobody was invited because of one of them.
    const each: Uninvited[] = [];
    for (const account of accounts) each.push(...(await inviteSome(client, channel, [account])));
    return each;
  }
}

function isAboutPeople(word: string): boolean {
  return !isAboutSomethingElse(word) && !NOT_ABOUT_PEOPLE.has(word);
}

function refused(account: Account, word = 'unknown_error'): readonly Uninvited[] {
  return INSIDE.has(word) ? [] : [{ account, refusal: refusalOf(account, word) }];
}

function refusalOf({ id }: Account, word: string): Refusal {
  return {
    code: 'channel.not-invited',
    what: `${id} was not invited to the channel on Slack.`,
    why: `Slack answered "${word}".`,
    next: 'Correct the account under people in keyturn.yaml, or invite the person by hand.',
  };
}
