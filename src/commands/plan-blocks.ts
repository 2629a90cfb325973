import type { Block } from '../chat/card.ts';
import type { PlanLines } from './plan-lines.ts';

/**
 * What a plan would change, each step by what it does; what it looks at, and everything else about it (folders, environment,
 * limits, files), is folded.
 */
export function planBlocks({ steps }: Pick<PlanLines, 'steps'>): readonly Block[] {
  const changing = steps.filter(({ changes }) => changes);
  return [
    ...changing.map(({ title, lines, brief = lines }): Block => {
      return { type: 'code', essential: true, label: title, text: brief.join('\n') };
    }),
    ...wholePlan(steps, changing.length),
  ];
}

function wholePlan(steps: PlanLines['steps'], changing: number): readonly Block[] {
  const isSaid = steps.every(({ changes, brief }) => changes && brief === undefined);
  if (isSaid) return [];
  const looking = steps.length - changing;
  const count = [
    `${changing} ${changing === 1 ? 'step changes' : 'steps change'} something`,
    ...(looking === 0 ? [] : [`${looking} only ${looking === 1 ? 'looks' : 'look'}`]),
  ].join(', ');
  const text = steps.map(({ title, lines }) => [title, ...lines.map((line) => `  ${line}`)].join('\n'));
  return [{ type: 'code', fold: `The whole plan: ${count}`, text: text.join('\n') }];
}
