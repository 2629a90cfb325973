import { isShutOut, slackErrorOf } from './errors.ts';

/** Whether a workspace takes what we send, as its answers to our calls say. */
export interface Standing {
  /** Does a call, and keeps what its answer says of us. */
  watch<T>(method: string, call: () => Promise<T>): Promise<T>;
  /** The words with which it shuts us out now, each with the method; empty when it does not. */
  refusals(): readonly string[];
}

/** Without these no card is shown and no vote is read; whatever else a scope is missing for has another way. */
const NEEDED = /^(chat\.(postMessage|update)|files\.|reactions\.get|users\.info)/;
const SCOPE = 'missing_scope';

export function createStanding(): Standing {
  /** By method; a refused token is everybody's. */
  const refused = new Map<string, string>();

  function note(method: string, word: string): void {
    if (!isShutOut(word)) return;
    if (word !== SCOPE) refused.set('', `Slack answered "${word}"`);
    else if (NEEDED.test(method)) refused.set(method, `Slack answered "${word}" to ${method}`);
  }

  return {
    async watch(method, call) {
      try {
        const answer = await call();
        refused.delete('');
        refused.delete(method);
        return answer;
      } catch (error) {
        const word = slackErrorOf(error);
        if (word !== undefined) note(method, word);
        throw error;
      }
    },
    refusals: () => [...refused.values()],
  };
}
