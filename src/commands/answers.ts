import type { DraftControl } from '../chat/draft.ts';
import type { Reply } from './command.ts';
import type { Done } from './services.ts';

/** Nothing to say where something was done: the card shows it. */
export function answerOf({ changed, status }: Done): Reply {
  return changed ? { type: 'none' } : said('Nothing changed.', status);
}

/** One quiet sentence or two. @param ways to what they speak of */
export function said(title: string, text: string, ways: readonly DraftControl[] = []): Reply {
  return {
    type: 'card',
    card: { title, tone: 'neutral', blocks: [{ type: 'text', text }], controls: ways },
    visibility: 'quiet',
  };
}
