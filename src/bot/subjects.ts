import type { ApprovalView } from '../approval/view.ts';
import type { Voting } from '../approval/voting.ts';
import type { Json } from '../canonical.ts';
import type { CardDraft } from '../chat/draft.ts';
import { readPlace, type Whereabouts } from '../chat/place.ts';
import { planLines } from '../commands/plan-lines.ts';
import type { CataloguePort } from '../commands/services.ts';
import { isPartial } from '../runbook/engine/output/left-out.ts';
import { decisionOf } from '../runbook/run/decided.ts';
import { keepingLock } from '../runbook/run/still-running/still-running.ts';
import type { RunView } from '../runbook/service.ts';
import type { Reader } from '../store/database.ts';
import { breakGlassCard } from './cards/break-glass-card.ts';
import { requestCard } from './cards/request-card.ts';
import { type Drawing, isOver, runCard } from './cards/run-card.ts';
import { outputIsCut } from './cards/run-output.ts';

/** Where the things come from that cards show; each look-up belongs to the reader's transaction. */
export interface Sources {
  request(reader: Reader, id: string): Promise<ApprovalView | undefined>;
  /** Those that exist, in any order. */
  requests(reader: Reader, ids: readonly string[]): Promise<readonly ApprovalView[]>;
  voting(reader: Reader, id: string): Promise<Voting | undefined>;
  run(reader: Reader, id: string): Promise<RunView | undefined>;
  runs(reader: Reader, ids: readonly string[]): Promise<readonly RunView[]>;
  /** The kept output of a run; of very much the beginning and the end. */
  output(reader: Reader, id: string): Promise<string>;
  names(
    reader: Reader,
    principals: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly name: string }>>;
  /** Ids of the requests that can still change. */
  openRequests(reader: Reader): Promise<readonly string[]>;
}

/** A thing as it is to be shown now. */
export interface Shown extends Partial<Whereabouts> {
  readonly draft: CardDraft;
  /** Goes before everything else that waits for the same channel. */
  readonly urgent: boolean;
  /** False when nothing about it will change any more. */
  readonly alive: boolean;
  /** For its thread, each posted once by its name. */
  readonly files: readonly { readonly name: string; readonly text: string; readonly content: string }[];
}

export interface Subjects {
  /** Draws each `request/<id>` and `run/<id>` that there is, all with the same few statements. */
  draw(reader: Reader, subjects: readonly string[], now: Date): Promise<ReadonlyMap<string, Shown>>;
}

export function createSubjects(sources: Sources, describe: CataloguePort['describe']): Subjects {
  /** @param known names that came along with something else */
  async function drawing(
    reader: Reader,
    principals: readonly string[],
    known: ReadonlyMap<string, string>,
  ): Promise<Drawing> {
    const strange = [...new Set(principals)].filter((id) => !known.has(id));
    const names = strange.length === 0 ? new Map() : await sources.names(reader, strange);
    return { name: (id) => known.get(id) ?? names.get(id)?.name ?? id };
  }

  function request(view: ApprovalView, now: Date): Shown {
    const glass = view.mode === 'break-glass';
    const draft = (glass ? breakGlassCard : requestCard)(view, planLines(view.document, describe), now);
    const alive = view.end === null || view.review?.state === 'open';
    return { draft, ...whereabouts(view.place), urgent: glass, alive, files: [] };
  }

  async function run(reader: Reader, view: RunView, names: Drawing): Promise<Shown> {
    const { id } = view;
    const whole = isOver(view) && outputIsCut(view) ? await sources.output(reader, id) : undefined;
    const draft = runCard(view, { ...names, partial: whole !== undefined && isPartial(whole) });
    const files = whole === undefined ? [] : [outputFile(id, whole)];
    return {
      draft,
      ...seenBy(view),
      urgent: view.state === 'unknown',
      // What keeps others waiting is not over for those who see its card.
      alive: !isOver(view) || keepingLock(view) !== undefined,
      files,
    };
  }

  return {
    async draw(reader, subjects, now) {
      const shown = new Map<string, Shown>();
      const [requests, runs] = [idsOf('request', subjects), idsOf('run', subjects)];
      const known = new Map<string, string>();
      if (requests.length > 0)
        for (const view of await sources.requests(reader, requests)) {
          shown.set(`request/${view.id}`, request(view, now));
          known.set(view.requester.id, view.requester.name);
        }
      if (runs.length === 0) return shown;
      const views = await sources.runs(reader, runs);
      const names = await drawing(reader, views.flatMap(peopleOf), known);
      for (const view of views) shown.set(`run/${view.id}`, await run(reader, view, names));
      return shown;
    },
  };
}

function idsOf(kind: 'request' | 'run', subjects: readonly string[]): readonly string[] {
  const start = `${kind}/`;
  return subjects.filter((one) => one.startsWith(start)).map((one) => one.slice(start.length));
}

function outputFile(id: string, content: string): Shown['files'][number] {
  const text = isPartial(content)
    ? 'The output. Some of it is left out: the place is marked in it.'
    : 'The whole output.';
  return { name: `${id}.log`, text, content };
}

function whereabouts(place: Json): Partial<Whereabouts> {
  return readPlace(place) ?? {};
}

/** What waits for people is nobody's alone: whoever may answer, decide or cancel it must be able to see it. */
function seenBy({ place, state }: RunView): Partial<Whereabouts> {
  const where = whereabouts(place);
  return where.audience !== undefined && (state === 'asking' || state === 'unknown')
    ? { ...where, audience: '' }
    : where;
}

function peopleOf({ requester, cancel, wayDownStopped, steps }: RunView): readonly string[] {
  const said = steps.flatMap((step) => {
    const { answer, opinions } = step;
    const decided = decisionOf(step);
    return [
      ...(answer === null ? [] : [answer.by]),
      ...opinions.map(({ principal }) => principal),
      ...(decided === undefined ? [] : [decided.by]),
    ];
  });
  const stopped = [cancel, wayDownStopped].flatMap((stop) => (stop === null ? [] : [stop.by]));
  return [requester, ...stopped, ...said];
}
