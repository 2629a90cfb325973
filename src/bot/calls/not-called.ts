import { MOST_CALLED } from '../../chat/calls.ts';
import type { Page } from './page.ts';

/**
 * Who should have been called, and was not, in a sentence for each reason: a call that reaches nobody must not look like one that did.
 * @param name the display name of a principal
 */
export function notCalledInWords(
  { absent, crowdedOut }: Pick<Page, 'absent' | 'crowdedOut'>,
  name: (principal: string) => string,
): readonly string[] {
  return [
    { why: 'for want of an account here', people: absent },
    { why: `as one message calls ${MOST_CALLED} people at most`, people: crowdedOut },
  ]
    .filter(({ people }) => people.length > 0)
    .map(({ why, people }) => `Not called, ${why}: ${people.map(name).join(', ')}.`);
}
