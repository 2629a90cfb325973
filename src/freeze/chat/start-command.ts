import type { Places } from '../../chat/place.ts';
import { storedPlace } from '../../chat/place.ts';
import { type CommandContext, type CompletionContext, defineCommand } from '../../commands/command.ts';
import { maySee } from '../../commands/seen.ts';
import { completeSystems, systemNamed } from '../../commands/system-named.ts';
import { requirePerson } from '../../commands/who.ts';
import { parseDuration } from '../../duration.ts';
import { OpsError } from '../../errors.ts';
import { cut } from '../../values/cut.ts';
import { readInstant } from '../../values/instant.ts';
import { FREEZES } from '../key.ts';

export default defineCommand({
  path: ['ops', 'freeze', 'start'],
  summary: 'Keep high and critical actions from beginning, for a time.',
  help: [
    'In one system, or in all. What was approved before does not begin either. What stops or pauses something always does.',
    'It is announced in the channels of those systems, and ends by itself. Until is how long it holds (2h, 7d) or a moment (2026-12-24 18:00 UTC).',
  ].join('\n'),
  examples: [
    '/ops freeze start until:48h reason:Launch weekend',
    '/ops freeze start system:shop until:2026-12-24 18:00 UTC reason:Audit except:shop:cache/clear',
  ],
  options: [
    {
      name: 'until',
      type: 'text',
      description: 'How long it holds (2h, 7d), or a moment.',
      required: true,
      maxLength: 40,
    },
    { name: 'reason', type: 'text', description: 'Why; everybody reads it.', required: true, maxLength: 300 },
    {
      name: 'system',
      type: 'text',
      description: 'One system; without it all of them. Type to search.',
      required: false,
      maxLength: 100,
      oneWord: true,
      complete: completeSystems,
    },
    {
      name: 'except',
      type: 'text',
      description: 'Actions that may run all the same, with commas between them; type to search.',
      required: false,
      maxLength: 1_000,
      complete: completeActions,
    },
  ],
  async run(context, { until = '', reason = '', system = '', except = '' }) {
    const by = requirePerson(context);
    const { services } = context;
    const of = system.trim() === '' ? undefined : systemNamed(services, system.trim()).id;
    const now = await services.now();
    const exceptions = [...new Set(namesIn(except))];
    const wish = { system: of, reason, until: momentTyped(until.trim(), now), exceptions };
    await FREEZES.in(services).begin(by, wish, storedPlace(announcedIn(context, of)));
    return { type: 'none' };
  },
});

/** The channels of the systems that it freezes, each once; where it was begun, where the settings name none. */
function announcedIn({ services, place }: CommandContext, system: string | undefined): Places {
  const systems = system === undefined ? services.catalogue.systems().map(({ id }) => id) : [system];
  const homes = systems.flatMap((id) => services.places.homeOf(id) ?? []);
  const all = homes.flatMap((home) => [home.place, ...home.also]);
  const distinct = [
    ...new Map(all.map((one) => [`${one.platform}/${one.workspace}/${one.channel}`, one])).values(),
  ];
  const [first, ...also] = distinct;
  return first === undefined ? services.places.around(place) : { place: first, also };
}

function momentTyped(typed: string, now: Date): Date {
  const ms = parseDuration(typed);
  const moment = ms === undefined ? readInstant(typed.replace(/ UTC$/, 'Z')) : new Date(now.getTime() + ms);
  if (moment !== undefined) return moment;
  throw new OpsError({
    code: 'freeze.until',
    what: 'No freeze was begun.',
    why: `"${cut(typed, 60)}" says no time.`,
    next: 'Write how long it holds (2h, 7d), or a moment (2026-12-24 18:00 UTC).',
  });
}

function namesIn(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
}

/** Completes the last name, and keeps those before it. */
async function completeActions(text: string, looker: CompletionContext) {
  if (!(await maySee(looker))) return [];
  const names = text.split(',').map((name) => name.trim());
  const begun = (names.at(-1) ?? '').toLowerCase();
  const before = names.slice(0, -1).filter(Boolean);
  return looker.services.catalogue
    .actions()
    .filter(({ ref, risk }) => (risk === 'high' || risk === 'critical') && !before.includes(ref))
    .filter(({ ref, title }) => `${ref} ${title}`.toLowerCase().includes(begun))
    .map(({ ref, title }) => ({
      value: [...before, ref].join(', '),
      label: cut([...before, `${title} – ${ref}`].join(', '), 100),
    }))
    .filter(({ value }) => value.length <= 100)
    .slice(0, 25);
}
