import type { State } from '../screens/states.ts';

/** What a newcomer does with one system, after one command. */
export interface Story {
  /** As behind `npm start --`. */
  readonly system: string;
  readonly heading: string;
  /** What happens in it. */
  readonly says: string;
  /** Five, in their order: each begins where the one before it ends. Their headings say what is done. */
  readonly steps: readonly State[];
}

/** The channel that the story happens in. */
export function channelOf({ system }: Pick<Story, 'system'>): string {
  return `ops-${system}`;
}

/** The picture of a step, as a file of docs/images/stories. */
export function pictureOf({ system }: Pick<Story, 'system'>, { name }: Pick<State, 'name'>): string {
  return `${system}-${name}.webp`;
}
