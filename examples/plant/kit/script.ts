import type { Flags } from './arguments.ts';
import type { BaseState } from './state.ts';
import type { Store } from './store.ts';

/** Exit codes that the scripts of every plant share; a plant adds its own where its runbook tells cases apart. */
export const EXIT = {
  done: 0,
  /** It failed; of `--status`, that what it asks about does not stand. */
  failed: 1,
  usage: 64,
  badValue: 65,
  diedHalfway: 70,
  noState: 78,
} as const;

/** What a script leaves: its output on standard output, and its exit code (0 when absent). */
export interface Answer {
  readonly output: unknown;
  readonly code?: number;
}

/** What a script gets to work with. */
export interface Call<State extends BaseState> {
  readonly plant: Store<State>;
  /** The value of a flag, or undefined when it was not given. */
  flag(name: string): string | undefined;
  /** The value of a flag that the script requires. */
  text(name: string): string;
  /** Words that are not flags, for programs such as systemctl. */
  readonly words: readonly string[];
  /** Prints a line on standard error and lets the time pass that the work behind it takes. */
  progress(line: string, ms?: number): Promise<void>;
  /** Prints a line on standard output at once. */
  print(line: string): void;
  /** The middle of the work: dies here when the fault `fail-halfway` is on. */
  halfway(): void;
}

export interface Script<State extends BaseState> {
  readonly summary: string;
  readonly flags?: Flags;
  /** The shape of its arguments, for a script that reads `words` itself instead of declaring flags. */
  readonly words?: string;
  run(call: Call<State>): Answer | Promise<Answer>;
}

export type Scripts<State extends BaseState> = Readonly<Record<string, Script<State>>>;

/** Ends a script with a message on standard error. */
export class ScriptFailure extends Error {
  override readonly name = 'ScriptFailure';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}
