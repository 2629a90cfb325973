import type { Block } from '../../chat/card.ts';
import type { PlanLines } from '../../commands/plan-lines.ts';

/** The parameters of a plan, as people gave them. */
export function paramsSaid(params: PlanLines['params']): readonly Block[] {
  return params.length === 0 ? [] : [{ type: 'said', title: 'Parameters, as given', entries: params }];
}

/** Why somebody asked for something, in their words. */
export function reasonSaid(by: string, reason: string | null): readonly Block[] {
  if (reason === null) return [];
  return [{ type: 'said', title: `In the words of ${by}`, entries: [{ label: 'Why', value: reason }] }];
}
