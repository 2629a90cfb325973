import { setTimeout as sleep } from 'node:timers/promises';
import type { SeenCard, Visitor } from '../visitor.ts';

/** How a step of each action may be repeated: see src/runbook/definition. A `bolt` has to be approved. */
const ACTIONS = ['paint', 'weld', 'bolt'] as const;
const PART = /\b(?:paint|weld|bolt)\d+\b/;

const CHANNEL = 'eng-twist';
const ASKERS = ['ana', 'chen', 'dora'];
const DECIDES = 'ben';
const ASK_EVERY_MS = 250;
/** People ask for no more while so much of what they asked for in the last {@link PATIENCE_MS} is not there. */
const OPEN = 20;
const PATIENCE_MS = 15_000;
const LOOK_EVERY_MS = 500;

/** `weld17` in a text that has it. */
export function partIn(text: string): string {
  return PART.exec(text)?.[0] ?? '';
}

/** People who ask for runs again and again, until they are told to stop. */
export interface Load {
  /** What was asked for: `weld17` and the like, each once. */
  readonly asked: readonly string[];
  /** Those whose command a console took as done: it answered. */
  readonly answered: ReadonlySet<string>;
  /** Asks no more, and waits for the answers that are still to come. */
  stop(): Promise<void>;
}

/**
 * @param consoles one of each process; they are asked in turn.
 * @param effects the lines of the file.
 */
export function startLoad(consoles: readonly Visitor[], effects: () => readonly string[]): Load {
  const asked: string[] = [];
  const answered = new Set<string>();
  const answers: Promise<unknown>[] = [];
  const stopped = new AbortController();
  const askedAt = new Map<string, number>();
  const open = (): number => {
    for (const part of effects()) askedAt.delete(part);
    for (const [part, at] of askedAt) if (performance.now() - at > PATIENCE_MS) askedAt.delete(part);
    return askedAt.size;
  };
  const asking = (async () => {
    for (let count = 0; !stopped.signal.aborted; ) {
      if (open() < OPEN) {
        const part = `${ACTIONS[count % ACTIONS.length]}${count}`;
        asked.push(part);
        askedAt.set(part, performance.now());
        // A process that does not answer is asked again by its console; what is lost all the same is found by its run.
        answers.push(
          ask(consoles[count % consoles.length], part, count).then(
            () => answered.add(part),
            () => undefined,
          ),
        );
        count += 1;
      }
      await sleep(ASK_EVERY_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  })();
  return {
    asked,
    answered,
    async stop() {
      stopped.abort();
      await asking;
      await Promise.all(answers);
    },
  };
}

/** Asks for the run of a part; its name begins with its action. */
export async function ask(console: Visitor | undefined, part: string, turn: number): Promise<void> {
  const action = /^[a-z]+/.exec(part)?.[0];
  await console?.command(ASKERS[turn % ASKERS.length] ?? 'ana', `drill ${action}`, { part });
}

function offers({ card }: SeenCard, label: string): boolean {
  return card.controls.some((control) => control.label === label);
}

/** Somebody else, who approves, and looks at every step of which nobody knows whether it took effect. */
export interface Decider {
  readonly done: { readonly approved: number; readonly decided: number };
  /** Looks at everything once, also at what nobody sees any more without scrolling. @returns what waits for people. */
  lookThrough(): Promise<number>;
  stop(): Promise<void>;
}

/** @param effects the lines of the file: whoever decides looks there first, and says what is so. */
export function startDecider(console: Visitor, effects: () => readonly string[]): Decider {
  const stopped = new AbortController();
  const done = { approved: 0, decided: 0 };
  const decide = async (seen: SeenCard): Promise<void> => {
    const label = effects().includes(partIn(seen.text)) ? 'It was done' : 'Run the step again';
    const form = await console.click(DECIDES, seen, label);
    if (form === undefined) return;
    await console.submit(DECIDES, form, { reason: 'I looked at the rocket' });
    done.decided += 1;
  };
  const handle = async (cards: readonly SeenCard[]): Promise<number> => {
    let waiting = 0;
    for (const seen of cards) {
      if (offers(seen, 'It was done')) {
        waiting += 1;
        await decide(seen).catch(() => undefined);
      } else if (offers(seen, 'Approve') && partIn(seen.text) !== '') {
        waiting += 1;
        await console.click(DECIDES, seen, 'Approve').then(
          () => (done.approved += 1),
          () => undefined,
        );
      }
    }
    return waiting;
  };
  const deciding = (async () => {
    while (!stopped.signal.aborted) {
      await handle(await console.cards(DECIDES, CHANNEL).catch(() => []));
      await sleep(LOOK_EVERY_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  })();
  return {
    done,
    lookThrough: async () => handle(await console.allCards(DECIDES, CHANNEL)),
    async stop() {
      stopped.abort();
      await deciding;
    },
  };
}
