import { draftButton } from '../../chat/draft.ts';
import { storedPlace } from '../../chat/place.ts';
import { exactTime } from '../../chat/time-text.ts';
import { said } from '../../commands/answers.ts';
import type { CommandContext, Reply } from '../../commands/command.ts';
import { notTakenHere, requirePerson } from '../../commands/who.ts';
import { OpsError } from '../../errors.ts';
import { quoted } from '../../values/quoted.ts';
import { GUIDES } from '../key.ts';
import { nothingToStart } from '../refusals.ts';

/**
 * Starts a guide in the channel of its system. One that is worked through already is shown first: two of the same are rarely meant.
 * @param anew whoever asks knows of that
 */
export async function startGuide(context: CommandContext, ref: string, anew: boolean): Promise<Reply> {
  const by = requirePerson(context);
  const { services, place } = context;
  const guides = GUIDES.in(services);
  const wanted = guides.startables().find((one) => one.ref === ref);
  if (wanted === undefined) throw nothingToStart(ref);
  // A button may stand where commands were taken when it was shown, and are not any more.
  const elsewhere = await services.takenInstead(place);
  if (elsewhere.length > 0) throw new OpsError(notTakenHere('It', elsewhere));
  const [open] = anew ? [] : await guides.list({ open: true, ref, limit: 1 });
  if (open !== undefined) {
    const text = `${quoted(wanted.title)} was started ${exactTime(open.startedAt)}, and is not over.`;
    return said('It is open already', text, [
      draftButton('Show it', 'guide.show', { guide: open.id }, 'primary'),
      draftButton('Start another one', 'guide.start', { ref, anew: true }),
    ]);
  }
  const places = services.places.ofSystem(wanted.system, place);
  const id = await guides.start(by, ref, storedPlace(places));
  return answerAt(
    context,
    id,
    places.place.channel,
    [places.place, ...places.also].map(({ channel }) => channel),
  );
}

/** Its card comes by itself, where it belongs: whoever started it elsewhere is told where that is. */
function answerAt(
  { services, place }: CommandContext,
  id: string,
  channel: string,
  channels: readonly string[],
): Reply {
  if (channels.includes(place.channel)) return { type: 'none' };
  return said('Started.', `Its card stands in ${services.places.called({ ...place, channel })}.`, [
    draftButton('Show it here', 'guide.show', { guide: id }),
  ]);
}
