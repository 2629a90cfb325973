import { storedPlace } from '../chat/place.ts';
import { OpsError } from '../errors.ts';
import { accountKey } from '../people/principal.ts';
import type { Proposed } from '../runbook/service.ts';
import { said } from './answers.ts';
import type { CommandContext, Reply } from './command.ts';
import { proposalForm } from './proposal-form.ts';
import type { ActionView, CataloguePort } from './services.ts';
import { requireAllowed, requirePerson } from './who.ts';

/** What somebody asked to run, as typed. */
export interface Asked {
  readonly action: string;
  readonly params: { readonly [name: string]: string };
  readonly mode: 'execute' | 'dry-run';
  /** Show a read-only answer to the whole channel. */
  readonly share: boolean;
  readonly reason?: string;
  readonly confirmation?: string;
}

/**
 * Runs an action or asks for its approval. What is missing or wrong opens a form. An answer that changes
 * nothing is for the caller alone; whatever changes something appears in the system's channel.
 * @param corrected true when the form was handed in: then what is missing is an error, too.
 */
export async function propose(context: CommandContext, asked: Asked, corrected = false): Promise<Reply> {
  const { catalogue, runs, places } = context.services;
  const requester = requirePerson(context).id;
  const action = findAction(catalogue, asked.action);
  await requireAllowed(context, {
    do: 'run',
    system: action.runbook,
    risk: action.risk,
    mode: asked.mode,
  });
  const form = proposalForm(action, asked, catalogue.check(action.ref, asked.params), corrected);
  if (form !== undefined) return form;
  const quiet = (action.risk === 'read' || asked.mode === 'dry-run') && !asked.share;
  const alone = { place: context.place, also: [] };
  const shown = asked.share ? alone : places.ofSystem(action.runbook, context.place);
  const started = await runs.propose({
    action: action.ref,
    params: asked.params,
    mode: asked.mode,
    requester,
    place: quiet ? storedPlace(alone, accountKey(context.account)) : storedPlace(shown),
    ...(asked.reason === undefined ? {} : { reason: asked.reason }),
    ...(asked.confirmation === undefined ? {} : { confirmation: asked.confirmation }),
  });
  if (quiet && started.kind === 'running') {
    return { type: 'subject', subject: `run/${started.runId}`, visibility: 'quiet' };
  }
  const here = [shown.place, ...shown.also].some((place) => place.channel === context.place.channel);
  return here ? { type: 'none' } : elsewhere(action, started, shown.place.channel);
}

/** @throws OpsError naming the nearest actions. */
export function findAction(catalogue: CataloguePort, ref: string): ActionView {
  const found = catalogue.find(ref.trim());
  if (found !== undefined) return found;
  const nearest = catalogue.nearest(ref.trim().slice(0, 200)).slice(0, 3);
  throw new OpsError({
    code: 'action.unknown',
    what: `There is no action "${ref.slice(0, 100)}".`,
    why: 'No runbook that is loaded has it.',
    next:
      nearest.length === 0
        ? 'Type a part of its title after /ops run and choose from the list.'
        : `Did you mean ${nearest.join(', or ')}?`,
  });
}

function elsewhere(action: ActionView, started: Proposed, channel: string): Reply {
  return started.kind === 'pending'
    ? said('Asked for approval.', `"${action.title}" waits for votes in ${channel} (${started.requestId}).`)
    : said('Started.', `"${action.title}" runs in ${channel} (${started.runId}).`);
}
