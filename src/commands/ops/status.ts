import type { Block } from '../../chat/card.ts';
import { exactTime } from '../../chat/time-text.ts';
import { stateInWords } from '../../runbook/run/words.ts';
import type { Services } from '../command.ts';
import { defineCommand } from '../command.ts';
import { emergencyLines, waysToEmergencies } from '../emergencies.ts';
import { ONE_SYSTEM } from '../options.ts';
import type { SystemView } from '../services.ts';
import { systemNamed } from '../system-named.ts';
import { requireAllowed } from '../who.ts';

const RUNS = 10;

export default defineCommand({
  path: ['ops', 'status'],
  summary: 'Show what waits, what runs, and what ran last.',
  help: 'Of all systems, or of one. To read the health of a system itself, run its health action.',
  examples: ['/ops status', '/ops status system:shop'],
  options: [ONE_SYSTEM],
  async run(context, options) {
    await requireAllowed(context, { do: 'view' });
    const { services } = context;
    const system = options.system === undefined ? undefined : systemNamed(services, options.system.trim());
    const emergencies = await services.runs.emergencies(system?.id);
    return {
      type: 'card',
      visibility: 'quiet',
      card: {
        title: system === undefined ? 'Status of all systems' : `Status of ${system.title}`,
        tone: emergencies.length === 0 ? 'neutral' : 'danger',
        blocks: [
          ...(emergencies.length === 0
            ? []
            : [
                {
                  type: 'text',
                  essential: true,
                  text: emergencyLines(emergencies, await services.now()).join('\n'),
                } as const,
              ]),
          await waiting(services, system?.id),
          await recent(services, system?.id),
          ...leftOpen(services, system),
        ],
        controls: waysToEmergencies(emergencies),
      },
    };
  },
});

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
