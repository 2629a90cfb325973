import { type APIOverwrite, DiscordAPIError } from 'discord.js';
import { OpsError, type Refusal } from '../../../../errors.ts';
import { toDeliveryError } from '../errors.ts';
import { missingFrom, type Permission } from '../permissions.ts';
import type { Grants } from './grants.ts';

/** What is being done, for the words of a refusal. */
export interface Undertaking {
  /** "The channel was not opened on Discord." */
  readonly what: string;
  /** What Discord wants for it. */
  readonly needs: readonly Permission[];
  /** The exceptions of the place where it is done. */
  readonly overwrites: readonly APIOverwrite[];
}

const MISSING_ACCESS = 50001;
const MISSING_PERMISSIONS = 50013;

/**
 * Does something that Discord may refuse.
 * @throws OpsError that names the permission, or the limit; everything else as Discord's library has it
 */
export async function undertake<T>(
  { what, needs, overwrites }: Undertaking,
  grants: Grants,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof DiscordAPIError ? error.code : undefined;
    if (code === MISSING_PERMISSIONS || code === MISSING_ACCESS) {
      // Discord does not say which one it was.
      const held = await grants.mine(overwrites).catch(() => 0n);
      const missing = missingFrom(held, needs);
      const named = missing.length > 0 ? missing : needs.map(({ name }) => name);
      throw new OpsError(lacksPermission(what, named), { cause: error });
    }
    const limit = limitIn(error);
    if (limit !== undefined) throw new OpsError({ ...limit, what }, { cause: error });
    throw error;
  }
}

/** What somebody has to mend stays as it is; everything else may be tried again. @throws OpsError, DeliveryError */
export async function mendableOrDelivery<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof OpsError ? error : toDeliveryError(error);
  }
}

function lacksPermission(what: string, names: readonly string[]): Refusal {
  const list = names.join(', ');
  return {
    code: 'channel.permission',
    what,
    why: `The bot lacks the permission ${list} there.`,
    next: `Give ${list} to the bot's role in the server's settings, page Roles; keyturn doctor checks it.`,
  };
}

function limitIn(error: unknown): Omit<Refusal, 'what'> | undefined {
  if (!(error instanceof DiscordAPIError)) return undefined;
  const { code, rawError } = error;
  if (typeof code === 'number' && LIMITS[code] !== undefined) return LIMITS[code];
  // A full category has no code of its own: it is named among the faults of the request.
  const faults = 'errors' in rawError ? JSON.stringify(rawError.errors) : '';
  return faults.includes('CHANNEL_PARENT_MAX_CHANNELS') ? CATEGORY_FULL : undefined;
}

const LIMITS: Readonly<Record<number, Omit<Refusal, 'what'>>> = {
  30003: {
    code: 'channel.pins-full',
    why: 'The channel has as many pinned messages as Discord takes.',
    next: 'Unpin what nobody needs any more, and pin this one by hand.',
  },
  30013: {
    code: 'channel.server-full',
    why: 'The server has as many channels as Discord takes (500).',
    next: 'Delete channels that nobody needs any more, and try again.',
  },
  30060: {
    code: 'channel.exceptions-full',
    why: 'The channel has as many exceptions for roles and members as Discord takes.',
    next: 'Invite a role in the settings of the channel instead of single people.',
  },
};

const CATEGORY_FULL: Omit<Refusal, 'what'> = {
  code: 'channel.category-full',
  why: 'Its category has as many channels as Discord takes (50).',
  next: 'Move channels that are over to another category, or name another one in platforms.discord.categories.',
};
