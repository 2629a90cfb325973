/**
 * Runs `work` for one key at a time. Whoever asks while it runs waits for one more run, which begins after they asked
 * and serves all of them: a burst costs two runs, and nobody gets an answer from before their question.
 */
export function oneAtATime<T>(work: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const running = new Map<string, Promise<T>>();
  const next = new Map<string, Promise<T>>();

  function begin(key: string): Promise<T> {
    const run = work(key).finally(() => {
      if (running.get(key) === run) running.delete(key);
    });
    running.set(key, run);
    return run;
  }

  return (key) => {
    const waiting = next.get(key);
    if (waiting !== undefined) return waiting;
    const current = running.get(key);
    if (current === undefined) return begin(key);
    const follow = (): Promise<T> => {
      next.delete(key);
      return begin(key);
    };
    const following = current.then(follow, follow);
    next.set(key, following);
    return following;
  };
}
