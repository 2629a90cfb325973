import type { ApprovalView } from '../approval/view.ts';
import type { Json } from '../canonical.ts';
import type { CardDraft } from '../chat/draft.ts';
import { readPlace, type Whereabouts } from '../chat/place.ts';
import { planLines } from '../commands/plan-lines.ts';
import type { CataloguePort } from '../commands/services.ts';
import type { RunView } from '../runbook/service.ts';
import type { Reader } from '../store/database.ts';
import { breakGlassCard } from './cards/break-glass-card.ts';
import { requestCard } from './cards/request-card.ts';
import { type Drawing, isOver, runCard } from './cards/run-card.ts';
import { outputIsCut } from './cards/run-output.ts';

/** Where the things come from that cards show; each look-up belongs to the reader's transaction. */
export interface Sources {
  request(reader: Reader, id: string): Promise<ApprovalView | undefined>;
  run(reader: Reader, id: string): Promise<RunView | undefined>;
  /** All kept output of a run. */
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
  /** Draws `request/<id>` or `run/<id>`; undefined when there is no such thing. */
  draw(reader: Reader, subject: string): Promise<Shown | undefined>;
}

export function createSubjects(sources: Sources, describe: CataloguePort['describe']): Subjects {
  async function drawing(reader: Reader, principals: readonly string[]): Promise<Drawing> {
    const names = await sources.names(reader, [...new Set(principals)]);
    return { name: (id) => names.get(id)?.name ?? id };
  }

  async function request(reader: Reader, id: string): Promise<Shown | undefined> {
    const view = await sources.request(reader, id);
    if (view === undefined) return undefined;
    const glass = view.mode === 'break-glass';
    const draft = (glass ? breakGlassCard : requestCard)(
      view,
      planLines(view.document, describe),
      await reader.now(),
    );
    const alive = view.end === null || view.review?.state === 'open';
    return { draft, ...whereabouts(view.place), urgent: glass, alive, files: [] };
  }

  async function run(reader: Reader, id: string): Promise<Shown | undefined> {
    const view = await sources.run(reader, id);
    if (view === undefined) return undefined;
    const draft = runCard(view, await drawing(reader, peopleOf(view)));
    const whole = isOver(view) && outputIsCut(view);
    const files = whole
      ? [{ name: `${id}.log`, text: 'The whole output.', content: await sources.output(reader, id) }]
      : [];
    return {
      draft,
      ...whereabouts(view.place),
      urgent: view.state === 'unknown',
      alive: !isOver(view),
      files,
    };
  }

  return {
    async draw(reader, subject) {
      const slash = subject.indexOf('/');
      const id = subject.slice(slash + 1);
      switch (subject.slice(0, slash)) {
        case 'request':
          return request(reader, id);
        case 'run':
          return run(reader, id);
        default:
          return undefined;
      }
    },
  };
}

function whereabouts(place: Json): Partial<Whereabouts> {
  return readPlace(place) ?? {};
}

function peopleOf({ requester, cancel }: RunView): readonly string[] {
  return cancel === null ? [requester] : [requester, cancel.by];
}
