import type { When } from './plan.ts';

/** `kind chose payment, and params.mode is slow`. */
export function whenInWords(when: When): string {
  if ('step' in when) return `${when.step} chose ${when.choice}`;
  if ('all' in when) return when.all.map(whenInWords).join(', and ');
  if ('check' in when) return when.says;
  if ('overtaken' in when) return 'nothing that it would undo has begun since this was asked for';
  const name = when.included.replace(/\/$/, '');
  return when.is === 'begun' ? `${name} had begun` : `${name} had begun and did not succeed`;
}

/** The way that was chosen where a step stands behind one: the innermost of several. */
export function choiceIn(when: When | null): string | undefined {
  if (when === null) return undefined;
  if ('step' in when) return when.choice;
  return 'all' in when ? when.all.map(choiceIn).findLast((choice) => choice !== undefined) : undefined;
}
