import * as z from 'zod';
import type { CardDraft } from '../../chat/draft.ts';
import { exactTime } from '../../chat/time-text.ts';
import { defineButton } from '../../commands/button.ts';
import { logButton } from '../../commands/log-button.ts';
import { HOW_TIMES_ARE_TYPED, readMoment } from '../../commands/log-search.ts';
import type { SystemView } from '../../commands/services.ts';
import { systemNamed } from '../../commands/system-named.ts';
import { requirePerson } from '../../commands/who.ts';
import { OpsError } from '../../errors.ts';
import { cut } from '../../values/cut.ts';
import type { ShownChange } from '../change.ts';
import { CHANGELOG } from '../key.ts';
import { addForm } from './add-form.ts';

/** The form of a change came back. Everybody in the channel sees what was written down. */
export default defineButton({
  kind: 'changelog.add',
  data: z.object({ system: z.string() }),
  async form({ services }, data) {
    const system = systemNamed(services, data.system);
    return addForm(system, CHANGELOG.in(services).rules(system.id));
  },
  async submit(context, data, { what = '', type, when = '' }) {
    const { services } = context;
    const system = systemNamed(services, data.system);
    const doneAt = when.trim() === '' ? undefined : momentTyped(when.trim(), await services.now());
    const wish = { system: system.id, what, type: type || undefined, doneAt };
    const change = await CHANGELOG.in(services).note(requirePerson(context), wish);
    return { type: 'card', card: notedCard(change, system), visibility: 'channel' };
  },
});

function momentTyped(typed: string, now: Date): Date {
  const moment = readMoment(typed, now);
  if (moment !== undefined) return moment;
  throw new OpsError({
    code: 'change.when',
    what: 'Nothing was written down:',
    why: `"${cut(typed, 60)}" is not a time.`,
    next: HOW_TIMES_ARE_TYPED,
    mistakes: { when: `This is not a time. ${HOW_TIMES_ARE_TYPED}` },
  });
}

function notedCard({ by, at, what, type, doneAt, chain }: ShownChange, { title }: SystemView): CardDraft {
  const more = [
    ...(type === undefined ? [] : [{ label: 'Kind of change', value: type }]),
    ...(doneAt === undefined ? [] : [{ label: 'When', value: exactTime(doneAt) }]),
  ];
  return {
    title: `${title} was changed, by hand`,
    tone: 'neutral',
    status: `Written down by ${by}, ${exactTime(at)}`,
    blocks: [
      {
        type: 'said',
        title: `In the words of ${by}`,
        entries: [{ label: 'What was changed, and why', value: what }],
      },
      ...(more.length === 0 ? [] : [{ type: 'fields', fields: more } as const]),
    ],
    controls: [logButton(chain)],
    footer: chain.slice(chain.indexOf('/') + 1),
  };
}
