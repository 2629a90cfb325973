import { type Bound, describeBound } from '../../runbook/definition/construct/bound.ts';
import type { Beside } from './section.ts';

/** A range with the unit in which its metric counts: `above 95 %`. */
export function boundOf(
  range: Bound,
  metric: string | undefined,
  { metrics }: Pick<Beside, 'metrics'>,
): string {
  const unit = metric === undefined ? undefined : metrics[metric]?.unit;
  return [describeBound(range), unit].filter(Boolean).join(' ');
}

/** What people call one of several items; its name where there is none. */
export function titleIn(
  items: { readonly [name: string]: { readonly title: string } },
  name: string,
): string {
  return items[name]?.title ?? name;
}
