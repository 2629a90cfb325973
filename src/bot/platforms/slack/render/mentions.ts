import type { types } from '@slack/bolt';
import type { Account } from '../../../../people/principal.ts';

/** Anything else would be text in a place where Slack reads markup. */
const USER = /^[UW][A-Z0-9]{2,20}$/;

/** Whom a message calls, as Slack writes it: put together here and nowhere else. */
export interface Mentions {
  /** For the text that notifications show; empty where nobody is called. */
  readonly text: string;
  readonly blocks: readonly types.RichTextBlock[];
}

export function mentionsOf(calls: readonly Account[] = []): Mentions {
  const users = [...new Set(calls.map(({ id }) => id))].filter((id) => USER.test(id));
  if (users.length === 0) return { text: '', blocks: [] };
  const elements = users.flatMap((user_id, index): types.RichTextElement[] => [
    ...(index === 0 ? [] : [{ type: 'text', text: ' ' } as const]),
    { type: 'user', user_id },
  ]);
  return {
    text: `${users.map((id) => `<@${id}>`).join(' ')} `,
    blocks: [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }],
  };
}
