import { draftButton } from '../chat/draft.ts';

/** Shows the chain of the log of a thing: all that happened to it, each entry with its proof. */
export function logButton(chain: string): ReturnType<typeof draftButton> {
  return draftButton('Log', 'log.show', { chain });
}
