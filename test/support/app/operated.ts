import type { Written } from './settings.ts';

/** A simulated system of the demo. */
export interface Plant {
  /** Its clock goes on; absent: it is that of the machine. */
  advance?(ms: number): void;
  /** Healthy again; what it did before stays in its log. */
  heal(): Promise<void> | void;
  stop(): Promise<void>;
}

/** A system of the demo on a plant of its own. */
export interface Operated<P extends Plant> {
  readonly system: string;
  /** @param offsetMs how far its clock runs ahead, where it has one */
  startPlant(folder: string, offsetMs: number): Promise<P>;
  /** Secrets of its runbook, as the environment gives them. */
  secrets(plant: P): Readonly<Record<string, string>>;
  /** Puts the plant into the settings. */
  place(file: Written, plant: P): void;
}
