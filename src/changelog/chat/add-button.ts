import * as z from 'zod';
import { storedPlace } from '../../chat/place.ts';
import { defineButton } from '../../commands/button.ts';
import { readMoment } from '../../commands/log-search.ts';
import { systemNamed } from '../../commands/system-named.ts';
import { requirePerson } from '../../commands/who.ts';
import { OpsError } from '../../errors.ts';
import { cut } from '../../values/cut.ts';
import { CHANGELOG } from '../key.ts';
import { addForm, HOW_TO_SAY_WHEN } from './add-form.ts';

/** The form of a change came back. Everybody in the channel sees what was written down, on its card. */
export default defineButton({
  kind: 'changelog.add',
  data: z.object({ system: z.string() }),
  async form({ services }, data) {
    const system = systemNamed(services, data.system);
    return addForm(system, CHANGELOG.in(services).rules(system.id));
  },
  async submit(context, data, { what = '', type, when = '' }) {
    const { services, place } = context;
    const system = systemNamed(services, data.system);
    const doneAt = when.trim() === '' ? undefined : momentTyped(when.trim(), await services.now());
    const wish = { system: system.id, what, type: type || undefined, doneAt };
    const where = storedPlace(services.places.around(place));
    await CHANGELOG.in(services).note(requirePerson(context), wish, where);
    return { type: 'none' };
  },
});

/** A day alone would be kept for ever as its first moment, which nobody said. */
const DAY_ALONE = /^\d{4}-\d{2}-\d{2}$/;

function momentTyped(typed: string, now: Date): Date {
  const moment = DAY_ALONE.test(typed) ? undefined : readMoment(typed, now);
  if (moment !== undefined) return moment;
  const why = DAY_ALONE.test(typed) ? 'This is a day without a time.' : 'This is not a time.';
  throw new OpsError({
    code: 'change.when',
    what: 'Nothing was written down:',
    why: `"${cut(typed, 60)}" says no moment. ${why}`,
    next: HOW_TO_SAY_WHEN,
    mistakes: { when: `${why} ${HOW_TO_SAY_WHEN}` },
  });
}
