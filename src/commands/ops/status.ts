import type { Block } from '../../chat/card.ts';
import { deadline, exactTime } from '../../chat/time-text.ts';
import { FREEZES } from '../../freeze/key.ts';
import { stateInWords } from '../../runbook/run/words.ts';
import type { Services } from '../command.ts';
import { defineCommand } from '../command.ts';
import type { SystemView } from '../services.ts';
import { completeSystems, systemNamed } from '../system-named.ts';
import { requireAllowed } from '../who.ts';

const RUNS = 10;

export default defineCommand({
  path: ['ops', 'status'],
  summary: 'Show what waits, what runs, and what ran last.',
  help: 'Of all systems, or of one. To read the health of a system itself, run its health action.',
  examples: ['/ops status', '/ops status system:shop'],
  options: [
    {
      name: 'system',
      type: 'text',
      description: 'One system only; type to search.',
      required: false,
      maxLength: 100,
      oneWord: true,
      complete: completeSystems,
    },
  ],
  async run(context, options) {
    await requireAllowed(context, { do: 'view' });
    const { services } = context;
    const system = options.system === undefined ? undefined : systemNamed(services, options.system.trim());
    const frozen = await frozenIn(services, system?.id);
    return {
      type: 'card',
      visibility: 'quiet',
      card: {
        title: system === undefined ? 'Status of all systems' : `Status of ${system.title}`,
        tone: frozen.length === 0 ? 'neutral' : 'warning',
        blocks: [
          ...frozen,
          await waiting(services, system?.id),
          await recent(services, system?.id),
          ...leftOpen(services, system),
        ],
        controls: [],
      },
    };
  },
});

/** What does not begin now. */
async function frozenIn(services: Services, system: string | undefined): Promise<readonly Block[]> {
  const freezes = (await FREEZES.find(services)?.inForce(system)) ?? [];
  const now = await services.now();
  return freezes.map(({ system: of, endsAt, reason }) => ({
    type: 'text',
    essential: true,
    text: `Frozen: ${of ?? 'all systems'}, until ${deadline(endsAt, now)}. Nothing of the risks high and critical begins, but what stops or pauses something. ${reason}`,
  }));
}

/** What nobody must count on: of one system, or of each with its name. */
function leftOpen({ catalogue }: Services, system: SystemView | undefined): readonly Block[] {
  const said =
    system?.leftOpen ??
    catalogue.systems().flatMap((one) => one.leftOpen.map((text) => `${one.title}: ${text}`));
  return said.length === 0 ? [] : [{ type: 'text', text: said.join('\n') }];
}

async function waiting(services: Services, system: string | undefined): Promise<Block> {
  const open = await services.approvals.list({ live: true, limit: 50 });
  const rows = open
    .filter((view) => system === undefined || view.subject.id.startsWith(`${system}:`))
    .map((view) => [view.id, view.subject.title, view.status]);
  if (rows.length === 0) return { type: 'text', text: 'Nothing waits for approval.' };
  return { type: 'table', head: ['Request', 'What', 'State'], rows };
}

async function recent(services: Services, system: string | undefined): Promise<Block> {
  const runs = await services.runs.list({
    ...(system === undefined ? {} : { runbook: system }),
    limit: RUNS,
  });
  const rows = runs.map((run) => [
    run.id,
    run.plan.title,
    stateInWords(run),
    exactTime(run.startedAt ?? run.queuedAt),
  ]);
  if (rows.length === 0) return { type: 'text', text: 'Nothing has been run yet.' };
  return { type: 'table', head: ['Run', 'What', 'State', 'When'], rows };
}
