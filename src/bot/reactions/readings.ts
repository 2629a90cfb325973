import type { Vote } from '../../approval/vote.ts';
import type { Signal, Survey } from './survey.ts';

/**
 * The survey with the approvals of those who were shown all of it in private, on whatever platform or account: a person
 * reads with their eyes, and not with an account.
 * @param readers keys of the accounts that were shown all of exactly this content.
 * @param votes of the request, which has one content: whoever's approving reaction counted had read it, also when what they
 *   were shown cannot be used any more.
 * @param owners whose each account is, by its key.
 */
export function withReadings(
  survey: Survey,
  readers: readonly string[],
  votes: readonly Pick<Vote, 'principal' | 'choice' | 'via'>[],
  owners: ReadonlyMap<string, string>,
): Survey {
  const counted = votes.filter(({ choice, via }) => choice === 'approve' && via === 'reaction');
  const informed = new Set([
    ...readers.flatMap((key) => owners.get(key) ?? []),
    ...counted.map(({ principal }) => principal),
  ]);
  const signals = new Map<string, Signal>(survey.signals);
  const unread = new Map(survey.unread);
  for (const [key, account] of survey.unread) {
    const owner = owners.get(key);
    if (owner === undefined || !informed.has(owner)) continue;
    const choices = signals.get(key)?.choices ?? [];
    signals.set(key, { account, choices: new Set([...choices, 'approve' as const]) });
    unread.delete(key);
  }
  return { ...survey, signals, unread };
}
