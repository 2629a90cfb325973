import type { ChannelPlace, PersonConfig, RoleConfig } from '../config.ts';
import type { WrittenChannel, WrittenPerson, WrittenRole } from '../schema/people.ts';
import { type Report, resolveAccounts, resolveIds, type Workspaces } from './workspaces.ts';

export function resolvePeople(
  written: Readonly<Record<string, WrittenPerson>>,
  workspaces: Workspaces,
  report: Report,
): readonly PersonConfig[] {
  const people = Object.entries(written).map(([id, person]) => ({
    id,
    name: person.name,
    kind: person.kind,
    accounts: resolveAccounts(person.accounts, workspaces, ['people', id, 'accounts'], report),
  }));
  reportShared(people, report);
  return people;
}

export function resolveRoles(
  written: Readonly<Record<string, WrittenRole>>,
  workspaces: Workspaces,
  report: Report,
): readonly RoleConfig[] {
  return Object.entries(written).map(([name, { members, discord, slack, hold }]) => ({
    name,
    members: [...new Set(members)],
    groups: resolveIds({ discord, slack }, workspaces, ['roles', name], report),
    holdMs: hold,
  }));
}

/** A channel is on the console under its own name, unless it says otherwise or the console is off. */
export function resolveChannels(
  written: Readonly<Record<string, WrittenChannel>>,
  workspaces: Workspaces,
  hasConsole: boolean,
  report: Report,
): Readonly<Record<string, readonly ChannelPlace[]>> {
  const entries = Object.entries(written).map(([name, channel]) => {
    const ids = { ...channel, console: channel.console ?? (hasConsole ? name : undefined) };
    const places = resolveIds(ids, workspaces, ['channels', name], report);
    return [name, places.map(({ platform, workspace, id }) => ({ platform, workspace, channel: id }))];
  });
  return Object.fromEntries(entries);
}

/** An account that belonged to two people would let one human vote twice. */
function reportShared(people: readonly PersonConfig[], report: Report): void {
  const owners = new Map<string, string>();
  for (const person of people) {
    for (const { platform, workspace, id } of person.accounts) {
      const key = `${platform}/${workspace}/${id}`;
      const owner = owners.get(key);
      if (owner !== undefined) {
        const whose = owner === person.id ? `twice to ${owner}` : `to ${owner} and to ${person.id}`;
        report({
          path: ['people', person.id, 'accounts', platform],
          message: `The ${platform} account '${id}' belongs ${whose}.`,
          suggestion: 'Leave it with one of them: an account belongs to one person.',
        });
      }
      owners.set(key, person.id);
    }
  }
}
