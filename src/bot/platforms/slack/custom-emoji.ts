import type { Clock } from '../../../clock.ts';
import type { WebClient } from './client.ts';
import { slackErrorOf } from './errors.ts';

export interface CustomEmoji {
  /** Every custom name of the workspace, with what it stands for when it is another name for an emoji. */
  names(): Promise<ReadonlyMap<string, string>>;
}

/** Somebody adds an emoji now and then; nobody waits for it. */
const FRESH_MS = 10 * 60_000;
const LONGEST_CHAIN = 10;

/** The workspace's own emoji, as Slack has them. An app without the scope `emoji:read` knows none. */
export function createCustomEmoji(client: WebClient, clock: Clock): CustomEmoji {
  let kept: { readonly at: number; readonly names: ReadonlyMap<string, string> } | undefined;
  return {
    async names() {
      const now = clock.elapsed();
      if (kept !== undefined && now - kept.at < FRESH_MS) return kept.names;
      try {
        kept = { at: now, names: await ask(client) };
      } catch (error) {
        // What was known a while ago is still what most of them stand for.
        if (kept === undefined) throw error;
      }
      return kept.names;
    },
  };
}

async function ask(client: WebClient): Promise<ReadonlyMap<string, string>> {
  try {
    const { emoji = {} } = await client.emoji.list();
    return new Map(Object.keys(emoji).map((name) => [name, standsFor(name, emoji)]));
  } catch (error) {
    // Known names are worth more than none: votes by them must not wait for the app to be installed anew.
    if (slackErrorOf(error) === 'missing_scope') return new Map();
    throw error;
  }
}

/** Follows `alias:` from name to name. */
function standsFor(name: string, emoji: { readonly [name: string]: string }): string {
  let meant = name;
  for (let step = 0; step < LONGEST_CHAIN; step += 1) {
    const next = emoji[meant];
    if (next === undefined || !next.startsWith('alias:')) return meant;
    meant = next.slice('alias:'.length);
  }
  return name;
}
