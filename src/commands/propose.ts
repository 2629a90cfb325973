import { REQUEST } from '../approval/request.ts';
import { requireReason } from '../approval/service/open.ts';
import { type DraftControl, draftButton } from '../chat/draft.ts';
import { storedPlace } from '../chat/place.ts';
import { OpsError } from '../errors.ts';
import { accountKey } from '../people/principal.ts';
import { takingBackInWords } from '../runbook/plan/taking-back.ts';
import { RUN } from '../runbook/run/run.ts';
import type { HandedOn, PickLists, Proposed } from '../runbook/service.ts';
import { said } from './answers.ts';
import { type Asked, carrying } from './asked.ts';
import { breakGlassPreview, glassBroken } from './break-glass-preview.ts';
import type { CommandContext, Reply } from './command.ts';
import { besideEmergencies } from './emergencies.ts';
import { lastWorked, sayingLastWorked } from './last-worked.ts';
import { meantAction } from './meant-action.ts';
import { planShown } from './plan-shown.ts';
import { proposalForm } from './proposal-form.ts';
import type { ActionView } from './services.ts';
import { startedCard, startPreview } from './start-preview.ts';
import { onlyPeople, requireAllowed, requireRequester } from './who.ts';

/**
 * Runs an action or asks for its approval. What is missing or wrong opens a form. An answer that changes
 * nothing is for the caller alone (so is the plan of an action that cannot rehearse, asked for a dry run); whatever changes something appears in the system's channel.
 * @param corrected true when the form was handed in: then what is missing is an error, too.
 */
export async function propose(context: CommandContext, given: Asked, corrected = false): Promise<Reply> {
  requireRequester(context);
  const action = await meantAction(context, given.action);
  await requireAllowed(context, {
    do: 'run',
    system: action.runbook,
    risk: action.risk,
    mode: given.mode,
  });
  return besideEmergencies(context, action.runbook, () => proposed(context, action, given, corrected));
}

async function proposed(
  context: CommandContext,
  action: ActionView,
  given: Asked,
  corrected: boolean,
): Promise<Reply> {
  const { catalogue, runs, places } = context.services;
  const asking = requireRequester(context);
  const requester = asking.id;
  const breaking = action.needs.breakGlass && given.mode === 'execute';
  if (breaking && asking.kind === 'service')
    throw new OpsError(onlyPeople(asking, 'The glass was not broken.'));
  // Nobody is asked for a reason, or shown what would run, where it would not.
  if (breaking && given.seen === undefined) await runs.requireGlass({ action: action.ref, requester });
  const taken = corrected ? undefined : await takenBy(context, action, given);
  const asked = { ...given, params: { ...valuesOf(taken ?? {}), ...given.params } };
  const looking = listsFor(context, action, asked);
  // What is picked in an emergency is taken as it is typed where nobody can tell what there is.
  const lists = breaking ? await looking.catch(() => undefined) : await looking;
  const problems = catalogue.check(action.ref, asked.params, await context.services.now(), lists);
  const offers = { people: catalogue.people(), lists: lists ?? {} };
  const form = proposalForm(action, asked, problems, corrected, taken, offers);
  if (form !== undefined) {
    // Nobody fills in a form for what would be refused, whatever they fill in.
    if (!corrected && given.mode === 'execute') await runs.requireReady({ action: action.ref, requester });
    const isReal = asked.mode === 'execute';
    const takesBack = isReal ? takingBackInWords(await runs.takingBack(action.ref)) : [];
    return sayingLastWorked(form, await lastWorked(context.services, action), takesBack);
  }
  if (breaking && asked.seen === undefined) {
    requireReason('break-glass', asked.reason, true);
    const { params, mode } = asked;
    const plan = await runs.preview({ action: action.ref, params, mode, requester });
    return breakGlassPreview(
      action,
      asked,
      plan,
      catalogue.describe,
      await lastWorked(context.services, action),
    );
  }
  if (asked.mode === 'dry-run' && !action.hasDryRun) {
    const plan = await runs.plan({ action: action.ref, params: asked.params, mode: 'execute', requester });
    return planShown(plan, action.unrehearsed, catalogue.describe, asked.share ? 'channel' : 'quiet');
  }
  if (asked.asks && asked.mode === 'execute' && action.risk !== 'read') {
    const { params, mode } = asked;
    const plan = await runs.preview({ action: action.ref, params, mode, requester });
    return startPreview(action, asked, plan, catalogue.describe, await lastWorked(context.services, action));
  }
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
    ...(asked.seen === undefined ? {} : { seen: asked.seen }),
    ...(asked.seenSteps === undefined ? {} : { seenSteps: asked.seenSteps }),
    ...(asked.facts === undefined ? {} : { facts: asked.facts }),
    ...(asked.mode === 'execute' ? carrying(asked) : {}),
  });
  if (quiet && started.kind === 'running') {
    return { type: 'subject', subject: RUN.subject(started.runId), visibility: 'quiet' };
  }
  const channel = places.called(shown.place);
  if (breaking && started.kind === 'running')
    return glassBroken(action, asked, await runs.get(started.runId), channel);
  if (asked.seen !== undefined) return startedCard(action, started, channel);
  const here = [shown.place, ...shown.also].some((place) => place.channel === context.place.channel);
  return here ? { type: 'none' } : elsewhere(action, started, channel);
}

/** Platforms open a form within seconds, or not in answer to this. */
const PATIENCE_MS = 4_000;

/** What there is to pick, looked at now where nobody has lately: whoever asks must be allowed to look. */
async function listsFor(
  context: CommandContext,
  { ref, runbook, params }: ActionView,
  { params: given, seen }: Asked,
): Promise<PickLists> {
  if (params.every(({ type }) => type !== 'pick')) return {};
  await requireAllowed(context, { do: 'run', system: runbook, risk: 'read', mode: 'execute' });
  const { id: requester } = requireRequester(context);
  return context.services.runs.lists(ref, {
    ...{ requester, patienceMs: PATIENCE_MS, given },
    settled: seen !== undefined,
  });
}

/** What others handed on for the parameters that nobody has given. */
async function takenBy(
  { services }: CommandContext,
  { ref, params }: ActionView,
  given: Asked,
): Promise<Readonly<Record<string, HandedOn>>> {
  const open = params.filter(
    ({ name, type, from }) => from !== undefined && type !== 'pick' && given.params[name] === undefined,
  );
  if (open.length === 0) return {};
  const all = await services.runs.handedOn(ref);
  const names = await services.people.named(Object.values(all).flatMap((one) => ('by' in one ? one.by : [])));
  const named = (one: HandedOn): HandedOn =>
    'by' in one ? { ...one, by: names.get(one.by)?.name ?? one.by } : one;
  return Object.fromEntries(
    open.flatMap(({ name }) => {
      const one = all[name];
      return one === undefined ? [] : [[name, named(one)] as const];
    }),
  );
}

function valuesOf(taken: Readonly<Record<string, HandedOn>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(taken).flatMap(([name, one]) => ('value' in one ? [[name, one.value] as const] : [])),
  );
}

/** To the card that stands in another channel, for whoever does not want to look for it there. */
function wayTo(started: Proposed): DraftControl {
  return started.kind === 'pending'
    ? draftButton('Show the request here', 'subject.open', { subject: REQUEST.subject(started.requestId) })
    : draftButton('Show the run here', 'subject.open', { subject: RUN.subject(started.runId) });
}

function elsewhere({ title }: ActionView, started: Proposed, channel: string): Reply {
  const ways = [wayTo(started)];
  return started.kind === 'pending'
    ? said('Asked for approval.', `"${title}" waits for votes in ${channel}.`, ways)
    : said('Started.', `"${title}" runs in ${channel}.`, ways);
}
