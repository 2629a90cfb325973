export type Choice = 'approve' | 'reject';

/** The emoji that vote, as the settings have them. */
export interface VotingEmoji {
  readonly approve: readonly string[];
  readonly reject: readonly string[];
}

/** Platforms and keyboards add a skin tone, or the mark that asks for the coloured picture. */
const DRESS = /[\u{FE0E}\u{FE0F}\u{1F3FB}-\u{1F3FF}]/gu;

/** What an emoji says, or undefined when it means nothing here. */
export function choiceOf(emoji: string, voting: VotingEmoji): Choice | undefined {
  const plain = emoji.replaceAll(DRESS, '');
  const has = (list: readonly string[]): boolean => list.some((one) => one.replaceAll(DRESS, '') === plain);
  if (has(voting.reject)) return 'reject';
  return has(voting.approve) ? 'approve' : undefined;
}
