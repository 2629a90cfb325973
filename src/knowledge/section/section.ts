import type { WrittenRunbook } from '../../runbook/definition/construct/runbook.ts';
import type { Told } from '../told.ts';

/** What items of a runbook name in others: what those are called, and in which units they count. */
export type Beside = Pick<
  WrittenRunbook,
  'metrics' | 'monitors' | 'contacts' | 'severities' | 'schedules'
> & {
  readonly actions: { readonly [name: string]: { readonly title: string } };
};

/** What a runbook holds of one kind: how people call it, and what each of its items tells. */
export interface Section<Item> {
  /** One of them: `contact`. */
  readonly noun: string;
  /** All of them: `Contacts`. */
  readonly title: string;
  tell(item: Item, beside: Beside): Told;
}
