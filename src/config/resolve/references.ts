import { isIP } from 'node:net';
import { kindOfAddress } from '../../values/ip-address.ts';
import { suggestName } from '../../written/nearest.ts';
import type { WrittenFile } from '../schema/file.ts';
import type { Report } from './workspaces.ts';

type Path = readonly PropertyKey[];

/** In lists of roles it stands for everybody who is in the settings. */
const LINKED = 'linked';

/** Checks that every person, role and channel that is named somewhere exists. */
export function checkReferences(file: WrittenFile, report: Report): void {
  const check = checkerOf(file, report);
  for (const [name, role] of Object.entries(file.roles)) {
    role.members.forEach((member, index) => {
      check.person(member, ['roles', name, 'members', index]);
    });
  }
  for (const [name, system] of Object.entries(file.systems)) {
    check.channel(system.channel, ['systems', name, 'channel']);
    checkCredentials(system, ['systems', name, 'credentials'], report);
    for (const [risk, roles] of Object.entries(system.operators)) {
      check.roles(roles, ['systems', name, 'operators', risk], [LINKED]);
    }
  }
  for (const [name, policy] of Object.entries(file.policies)) checkPolicy(policy, ['policies', name], check);
  check.channel(file.log.publish, ['log', 'publish']);
  file.commands.in.forEach((name, index) => {
    check.channel(name, ['commands', 'in', index]);
  });
  if (file.administrators !== undefined) check.role(file.administrators, ['administrators']);
  reportSharedEmoji(file.reactions, report);
}

/** A credential is for what steps may call, and goes over no open line: a service beside us or in our own network may have none. */
function checkCredentials(
  { credentials, origins, privateOrigins }: WrittenFile['systems'][string],
  path: Path,
  report: Report,
): void {
  for (const [name, credential] of Object.entries(credentials))
    credential.origins.forEach((origin, index) => {
      const at = [...path, name, 'origins', index];
      if (![...origins, ...privateOrigins].includes(origin))
        report({
          path: at,
          message: `No step may call ${origin}, so nothing is ever sent there.`,
          suggestion: 'Add it to `origins` or `privateOrigins` of the system, or remove it here.',
        });
      else if (origin.startsWith('http:') && !privateOrigins.includes(origin) && !isLocal(origin))
        report({
          path: at,
          message: `On the way to ${origin} everybody could read the credential.`,
          suggestion: 'Write https://; for a service in your own network list it under `privateOrigins`.',
        });
    });
}

/** Beside us, or written with an address of our own network. */
function isLocal(origin: string): boolean {
  const host = new URL(origin).hostname.replace(/^\[|\]$/g, '');
  return host === 'localhost' || (isIP(host) !== 0 && kindOfAddress(host) === 'private');
}

function reportSharedEmoji({ approve, reject }: WrittenFile['reactions'], report: Report): void {
  for (const emoji of approve.filter((one) => reject.includes(one))) {
    report({
      path: ['reactions', 'reject'],
      message: `${emoji} would both approve and reject.`,
      suggestion: 'Leave it in one of the two lists.',
    });
  }
}

interface Checker {
  person(name: string, path: Path): void;
  role(name: string, path: Path): void;
  roles(names: readonly string[] | undefined, path: Path, also?: readonly string[]): void;
  channel(name: string | undefined, path: Path): void;
}

function checkerOf(file: WrittenFile, report: Report): Checker {
  const known = {
    person: Object.keys(file.people),
    role: Object.keys(file.roles),
    channel: Object.keys(file.channels),
  };
  const check = (what: keyof typeof known, name: string, path: Path, also: readonly string[] = []): void => {
    const names = [...known[what], ...also];
    if (names.includes(name)) return;
    report({ path, message: `No ${what} is called '${name}'.`, suggestion: suggestName(name, names) });
  };
  return {
    person: (name, path) => check('person', name, path),
    role: (name, path) => check('role', name, path),
    roles: (names, path, also) => {
      names?.forEach((name, index) => {
        check('role', name, [...path, index], also);
      });
    },
    channel: (name, path) => {
      if (name !== undefined) check('channel', name, path);
    },
  };
}

/** A policy's schema belongs to a room above; only the places where it names roles are looked at here. */
function checkPolicy(policy: object, path: Path, check: Checker): void {
  const { groups, veto } = policy as { groups?: unknown; veto?: unknown };
  if (Array.isArray(groups)) {
    groups.forEach((group: unknown, index) => {
      check.roles(textsOf((group as { of?: unknown } | null)?.of), [...path, 'groups', index, 'of']);
    });
  }
  check.roles(textsOf(veto), [...path, 'veto']);
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
