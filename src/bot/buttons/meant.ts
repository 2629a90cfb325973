import * as z from 'zod';
import type { Json } from '../../canonical.ts';
import { type CardDraft, draftButton, type Intent } from '../../chat/draft.ts';
import type { Reply } from '../../commands/command.ts';
import { askedAbout } from './asked-about.ts';
import type { Doubt } from './shift.ts';
import { readStored } from './stored.ts';

/** The kind of the intent behind the button that says that a click was meant; its data is what was clicked. */
export const MEANT = 'click.meant';

const clicked = z.object({
  kind: z.string(),
  // As its own kind wrote it, and reads it.
  data: z.custom<Intent['data']>((value) => typeof value === 'object' && value !== null),
  value: z.string().optional(),
});

/** What was clicked, and what was chosen where it is a menu. */
export type Clicked = z.infer<typeof clicked>;

const meant = z.object({ clicked, about: askedAbout });

/** A click that was asked about, and how far the thing had come by then. @throws OpsError where this version cannot read it. */
export function readMeant(data: unknown): z.infer<typeof meant> {
  return readStored(meant, data);
}

/** Asks again about a click on what had just come under the pointer. */
export function askedAgain({ label, about }: Doubt, { kind, data, value }: Clicked): Reply {
  const asked: Json = { kind, data, ...(value === undefined ? {} : { value }) };
  const card: CardDraft = {
    title: `Did you mean "${label}"?`,
    tone: 'warning',
    status: 'Nothing was done yet.',
    blocks: [
      {
        type: 'text',
        text: `On "${about.title}" that button had come to its place only a moment before you pressed it. You may have meant what stood there until then.`,
      },
    ],
    controls: [
      draftButton('Yes, that is what I meant', MEANT, { clicked: asked, about: { ...about } }, 'primary'),
    ],
    footer: 'No? Then do nothing: this goes away by itself.',
  };
  return { type: 'card', visibility: 'quiet', card };
}

/** What came of it stands where it was asked, and offers nothing any more. */
export function meantReply(reply: Reply): Reply {
  if (reply.type === 'card' && reply.visibility === 'quiet') return { ...reply, replaces: true };
  if (reply.type !== 'none') return reply;
  const card: CardDraft = {
    title: 'It was done.',
    tone: 'neutral',
    status: 'Its card shows what came of it.',
    blocks: [],
    controls: [],
  };
  return { type: 'card', visibility: 'quiet', replaces: true, card };
}
