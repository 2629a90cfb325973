import { OpsError, type Refusal } from '../../../../errors.ts';
import { neededScope, slackErrorOf, toDeliveryError } from '../errors.ts';
import { REINSTALL } from '../manifest.ts';

/** Words with which a workspace's own rules forbid something to the app. */
const FORBIDDEN: ReadonlySet<string> = new Set([
  'restricted_action',
  'restricted_action_read_only_channel',
  'not_authorized',
  'permission_denied',
]);

/**
 * Does calls of the Web API. @throws OpsError that names the scope or rule in the way; DeliveryError for the rest
 * @param what "The channel was not opened on Slack."
 */
export async function undertake<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OpsError) throw error;
    const refusal = mendable(error);
    throw refusal === undefined
      ? toDeliveryError(error)
      : new OpsError({ ...refusal, what }, { cause: error });
  }
}

/** Same, where some words of Slack say that it is done already, or that it does not matter. */
export async function unlessSaid<T>(
  words: readonly string[],
  call: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (words.includes(slackErrorOf(error) ?? '')) return undefined;
    throw error;
  }
}

function mendable(error: unknown): Omit<Refusal, 'what'> | undefined {
  const word = slackErrorOf(error) ?? '';
  if (word === 'missing_scope') {
    return {
      code: 'channel.scope',
      why: `The app lacks the scope ${neededScope(error) ?? 'that Slack wants for it'}.`,
      next: REINSTALL,
    };
  }
  if (!FORBIDDEN.has(word)) return undefined;
  return {
    code: 'channel.forbidden',
    why: `A rule of the workspace forbids it to apps (Slack answered "${word}").`,
    next: 'An owner of the workspace can allow it under Settings & permissions, Channel management.',
  };
}
