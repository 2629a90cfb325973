import type { Block, Field } from '../chat/card.ts';
import type { PlanLines } from './plan-lines.ts';

/**
 * What a plan takes back, and what it would change, each step by what it does; what it looks at, and everything else about it
 * (folders, environment, limits, files), is folded.
 */
export function planBlocks({
  steps,
  takesBack = [],
}: Pick<PlanLines, 'steps' | 'takesBack'>): readonly Block[] {
  const changing = steps.filter(({ changes }) => changes);
  return [
    ...(takesBack.length === 0 ? [] : [takenBack(takesBack)]),
    ...changing.map(({ title, lines, brief = lines }): Block => {
      return { type: 'code', essential: true, label: title, text: brief.join('\n') };
    }),
    ...wholePlan(steps, changing.length),
  ];
}

/** Whoever decides must not have to look for it: they may know of no emergency. */
function takenBack(lines: readonly string[]): Block {
  return { type: 'list', essential: true, items: lines.map((text) => ({ mark: 'bullet', text })) };
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

/** As many as leave room for what is to be read: the lines of the steps name them, too. */
const MOST_TOUCHED = 4;

/**
 * What a plan touches and what else is good to know, behind what it would run: a phone shows one of them at a time.
 * @param more facts that stand there whatever there is to touch
 */
export function touchedBlocks(
  { targets }: Pick<PlanLines, 'targets'>,
  more: readonly Field[] = [],
): readonly Block[] {
  // Each for itself: a long one must not hide those behind it.
  const touched = targets.map((value) => ({ label: 'Touches', value }));
  const isFolded = touched.length > MOST_TOUCHED;
  const fields = isFolded ? more : [...touched, ...more];
  return [
    ...(fields.length === 0 ? [] : [{ type: 'fields', essential: true, fields } as const]),
    ...(isFolded
      ? [{ type: 'fields', fold: `Touches ${touched.length} things`, fields: touched } as const]
      : []),
  ];
}
