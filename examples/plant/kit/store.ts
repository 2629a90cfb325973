import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { BaseState, Effect } from './state.ts';

/** What a change may use besides the state itself. */
export interface Change {
  /** The plant's clock, read once the lock was held. */
  readonly now: Date;
  /** Records something that was done to the world; one line of effects.jsonl. */
  effect(name: string, detail?: { readonly [key: string]: string | number | boolean | null }): void;
}

export interface Store<State extends BaseState> {
  readonly folder: string;
  /** A copy of the state as it is now. */
  read(): State;
  now(): Date;
  /** Runs `work` on the state alone among all processes and stores what it left. A throw stores nothing. */
  change<T>(work: (state: State, change: Change) => T): T;
  /** Everything is as in a new world; the effect log and the clock are kept. */
  heal(): void;
  effects(): readonly Effect[];
}

/** What one world is. */
export interface World<State extends BaseState> {
  /** A world in which all is well: a new one, or the one `before` healed, which may keep what has nothing to do with that. */
  healthy(now: Date, before?: State): State;
  /** What has happened by itself until now; runs before each look and each change. */
  catchUp?(state: State, change: Change): void;
}

const LOCK_WAIT_MS = 10_000;

/** Opens the state folder, and fills it with a healthy system when it is new. */
export function openStore<State extends BaseState>(folder: string, world: World<State>): Store<State> {
  mkdirSync(folder, { recursive: true });
  const stateFile = join(folder, 'state.json');
  const effectsFile = join(folder, 'effects.jsonl');

  const effects = (): Effect[] =>
    existsSync(effectsFile)
      ? readFileSync(effectsFile, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as Effect)
      : [];

  // The state is written first, with its newest effects inside; whoever holds the lock next completes the log.
  function completeLog(state: State): void {
    const logged = effects().at(-1)?.seq ?? 0;
    const missing = state.unlogged.filter((effect) => effect.seq > logged);
    if (missing.length > 0) {
      appendFileSync(effectsFile, missing.map((effect) => `${JSON.stringify(effect)}\n`).join(''));
    }
  }

  function change<T>(work: (state: State, change: Change) => T): T {
    return locked(folder, () => {
      const before = existsSync(stateFile) ? readFileSync(stateFile, 'utf8') : undefined;
      const state = before === undefined ? world.healthy(new Date()) : (JSON.parse(before) as State);
      if (state.effectCount > 0) completeLog(state);
      const now = new Date(Date.now() + state.clockOffsetMs);
      const done: Effect[] = [];
      const tools: Change = {
        now,
        effect: (effect, detail) => {
          state.effectCount += 1;
          done.push({ seq: state.effectCount, at: now.toISOString(), effect, ...detail });
        },
      };
      world.catchUp?.(state, tools);
      const result = work(state, tools);
      if (done.length > 0) state.unlogged = done;
      const after = JSON.stringify(state, null, 2);
      if (after !== before) replaceFile(stateFile, after);
      if (done.length > 0) completeLog(state);
      return result;
    });
  }

  const read = (): State => change((state) => state);
  return {
    folder,
    read,
    change,
    effects,
    heal: () =>
      change((state, { now }) => {
        const { effectCount, unlogged, clockOffsetMs } = state;
        Object.assign(state, world.healthy(now, state), { effectCount, unlogged, clockOffsetMs });
      }),
    now: () => new Date(Date.now() + read().clockOffsetMs),
  };
}

/**
 * SQLite is used for its lock alone: it waits for its turn, and the kernel frees it when a process is killed,
 * which a lock file of our own would not do.
 */
function locked<T>(folder: string, work: () => T): T {
  const lock = new DatabaseSync(join(folder, 'lock.sqlite'), { timeout: LOCK_WAIT_MS });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return work();
  } finally {
    lock.close();
  }
}

function replaceFile(path: string, content: string): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content);
  renameSync(draft, path);
}
