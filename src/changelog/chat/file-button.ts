import * as z from 'zod';
import { exactTime } from '../../chat/time-text.ts';
import { defineButton } from '../../commands/button.ts';
import { requireAllowed } from '../../commands/who.ts';
import { momentOf } from '../change.ts';
import { CHANGELOG } from '../key.ts';
import { countInWords, markdownOf } from '../markdown.ts';
import { type Gathered, gather } from '../sheet.ts';
import { askedChanges, titleOf } from './changes-card.ts';

/** All changes of a search as a Markdown file. */
export default defineButton({
  kind: 'changelog.file',
  looks: true,
  data: z.object({ asked: z.record(z.string(), z.string()) }),
  async press(context, { asked }) {
    await requireAllowed(context, { do: 'view' });
    const { services } = context;
    const at = await services.now();
    const query = askedChanges(services, asked, at);
    const changelog = CHANGELOG.in(services);
    const gathered = await gather((before, limit) =>
      changelog.list({ ...query, ...(before === undefined ? {} : { before }) }, limit),
    );
    const title = titleOf(services, query.system);
    const name = `changes-${query.system ?? 'all'}.md`;
    return {
      type: 'card',
      visibility: 'quiet',
      card: {
        title,
        tone: 'neutral',
        blocks: [{ type: 'text', text: textOf(name, gathered) }],
        controls: [],
      },
      files: [{ name, content: markdownOf({ title, at, ...gathered }) }],
    };
  },
});

function textOf(name: string, { underWay, changes, isPart }: Gathered): string {
  const live = underWay.length === 0 ? '' : `, and ${underWay.length} under way`;
  const oldest = changes.at(-1);
  const rest =
    !isPart || oldest === undefined
      ? ''
      : ` Those from before ${exactTime(momentOf(oldest))} have no room in it: ask for them with until:.`;
  return `${name} is attached, with ${countInWords(changes.length)}${live}.${rest}`;
}
