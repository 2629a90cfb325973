import * as z from 'zod';
import { sharedName } from './shared.ts';

/** A request names its subject, a run its action, a channel what it is for. */
const beginning = z.object({
  data: z.union([
    z.object({ content: z.object({ subject: z.object({ title: z.string() }) }) }),
    // Older entries have no title.
    z.object({ action: z.string(), title: z.string().optional() }),
    z.object({ about: z.string() }),
  ]),
});

/** What an entry says beside its kind. @param body of the entry */
export function dataOf(body: string): unknown {
  return (JSON.parse(body) as { readonly data?: unknown }).data;
}

/** What a chain is about, in words; null where nobody says. @param body of its first entry, where there is one */
export function aboutOf(chain: string, body: string | null): string | null {
  const shared = sharedName(chain);
  if (shared !== undefined || body === null) return shared ?? null;
  const read = beginning.safeParse(JSON.parse(body));
  if (!read.success) return null;
  const { data } = read.data;
  if ('content' in data) return data.content.subject.title;
  return 'action' in data ? (data.title ?? data.action) : data.about;
}
