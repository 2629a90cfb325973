import * as z from 'zod';

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

/** What a chain is about, in words. @param body of its first entry */
export function aboutOf(body: string): string | null {
  const read = beginning.safeParse(JSON.parse(body));
  if (!read.success) return null;
  const { data } = read.data;
  if ('content' in data) return data.content.subject.title;
  return 'action' in data ? (data.title ?? data.action) : data.about;
}
