import type { Written } from '../settings.ts';

/** A system of the demo that takes the place of TWIST in the channel of operations. */
export interface Beside {
  readonly system: string;
  /** Secrets of its runbook, as the environment gives them. */
  readonly env: Readonly<Record<string, string>>;
  /** Puts its plant into the settings. */
  place(file: Written): void;
  /** Its plant's clock goes on. */
  advance?(ms: number): void;
}
