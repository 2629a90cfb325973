import * as z from 'zod';
import { defineButton } from '../../commands/button.ts';
import { readLogSearch } from '../../commands/log-search.ts';
import { requireAllowed } from '../../commands/who.ts';
import { CHANGELOG } from '../key.ts';
import { markdownOf } from '../markdown.ts';
import { titleOf } from './changes-card.ts';

/** With the longest text of each this is half of what the smallest platform attaches. */
const MOST = 2_000;

/** All changes of a search as a Markdown file. */
export default defineButton({
  kind: 'changelog.file',
  looks: true,
  data: z.object({ asked: z.record(z.string(), z.string()) }),
  async press(context, { asked }) {
    await requireAllowed(context, { do: 'view' });
    const { services } = context;
    const at = await services.now();
    const query = readLogSearch(services, asked, at);
    const { changes, before } = await CHANGELOG.in(services).list(query, MOST);
    const title = titleOf(services, query.system);
    const isPart = before !== undefined;
    const name = `changes-${query.system ?? 'all'}.md`;
    const more = isPart ? ` There may be older ones: give since: and until: for them.` : '';
    const text = `${name} is attached, with ${changes.length} changes.${more}`;
    return {
      type: 'card',
      visibility: 'quiet',
      card: { title, tone: 'neutral', blocks: [{ type: 'text', text }], controls: [] },
      files: [{ name, content: markdownOf({ title, at, changes, isPart }) }],
    };
  },
});
