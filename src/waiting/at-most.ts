export interface Turn {
  /** Goes before all that waits without this mark, and behind what came before it with the mark. */
  readonly first?: boolean;
}

/** Lets at most `limit` pieces of work run at a time; the others wait in the order in which they came. */
export function atMost(limit: number): <T>(work: () => Promise<T>, turn?: Turn) => Promise<T> {
  const urgent: (() => void)[] = [];
  const waiting: (() => void)[] = [];
  let running = 0;

  async function wait(first: boolean): Promise<void> {
    if (running < limit) {
      running += 1;
      return;
    }
    // Whoever ends hands its place on.
    await new Promise<void>((go) => (first ? urgent : waiting).push(go));
  }

  return async (work, { first = false } = {}) => {
    await wait(first);
    try {
      return await work();
    } finally {
      const next = urgent.shift() ?? waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
