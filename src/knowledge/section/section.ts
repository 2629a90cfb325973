import type { Told } from '../told.ts';

/** What a runbook holds of one kind: how people call it, and what each of its items tells. */
export interface Section<Item> {
  /** One of them: `contact`. */
  readonly noun: string;
  /** All of them: `Contacts`. */
  readonly title: string;
  tell(item: Item): Told;
}
