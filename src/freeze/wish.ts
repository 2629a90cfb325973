import { OpsError } from '../errors.ts';
import { spoken, unstorableAt } from '../values/characters.ts';
import type { FreezeWish } from './freeze.ts';

/** As long as anybody has a reason for. */
const LONGEST_MS = 90 * 86_400_000;
const LONGEST_REASON = 300;
const MOST_EXCEPTIONS = 20;

/**
 * What somebody wants to freeze, as it is kept.
 * @param actions the references of all actions that can be asked for
 * @throws OpsError with what is wrong with which option
 */
export function checkWish(wish: FreezeWish, actions: readonly string[], now: Date): FreezeWish {
  const reason = checkReason(wish.reason, 'begun');
  const { until, system, exceptions } = wish;
  if (until <= now)
    throw mistaken(
      'until',
      'it would end before it begins',
      'Write how long it holds (2h, 7d), or a moment to come.',
    );
  if (until.getTime() - now.getTime() > LONGEST_MS)
    throw mistaken(
      'until',
      'it would hold for more than 90 days',
      'Write at most 90d, and begin another one then.',
    );
  if (exceptions.length > MOST_EXCEPTIONS)
    throw mistaken('except', `it names more than ${MOST_EXCEPTIONS} actions`, 'Freeze less instead.');
  const unknown = exceptions.find((one) => !actions.includes(one));
  if (unknown !== undefined)
    throw mistaken('except', `there is no action "${unknown}"`, 'Type to search; /ops help lists them.');
  const foreign = exceptions.find((one) => system !== undefined && !one.startsWith(`${system}:`));
  if (foreign !== undefined)
    throw mistaken('except', `"${foreign}" is of another system`, 'Leave it out: it is not frozen.');
  return { system, reason, until, exceptions };
}

/** @throws OpsError where it says nothing, is too long, or cannot be kept */
export function checkReason(typed: string, was: 'begun' | 'ended'): string {
  const reason = spoken(typed)?.replace(/\s+/gu, ' ');
  if (reason === undefined) throw mistaken('reason', 'it says nothing', 'Say why.', was);
  if (reason.length > LONGEST_REASON)
    throw mistaken('reason', `it has more than ${LONGEST_REASON} characters`, 'Say it shorter.', was);
  const place = unstorableAt(reason);
  if (place !== undefined)
    throw mistaken('reason', `character ${place} cannot be stored`, 'Take it out, and type it again.', was);
  return reason;
}

function mistaken(option: string, why: string, next: string, was: 'begun' | 'ended' = 'begun'): OpsError {
  return new OpsError({
    code: `freeze.${option}`,
    what: `No freeze was ${was}.`,
    why: `${option}: ${why}.`,
    next,
    mistakes: { [option]: `${why}. ${next}` },
  });
}
