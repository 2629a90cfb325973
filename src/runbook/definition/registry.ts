import { messageOf } from '../../errors.ts';
import { nearestNames } from '../../written/nearest.ts';
import type { Problem } from '../../written/problem.ts';
import type { StepKinds } from '../steps/step.ts';
import type { Action } from './construct/action.ts';
import { folderState } from './folder-state.ts';
import { type LoadOptions, loadRunbooks } from './load.ts';
import { actionRef, type Runbook } from './runbook.ts';
import { watchFolder } from './watch.ts';

export interface RegistryDeps {
  readonly folder: string;
  readonly kinds: StepKinds;
  /**
   * The state of the folder from before this is called. Then the watch need not read all of it once more, to be sure that it
   * missed no change.
   */
  readonly seen?: string;
  /** What the settings say at the moment of a load. Default: nothing. */
  readonly options?: () => LoadOptions;
  /** Called with every problem of a load; the versions that served before go on serving. */
  onProblem(problems: readonly Problem[]): void;
  /** Called when a load changed what serves, or refused a new version. */
  onReload(result: ReloadResult): void;
}

export interface ReloadResult {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** Runbooks whose new version has problems: the old version serves on, if there was one. */
  readonly refused: readonly string[];
  /** Runbooks that could not be loaded the last time, and can be again, whether or not they differ from what served. */
  readonly mended: readonly string[];
  readonly problems: readonly Problem[];
}

/** The runbooks that serve now. Plans hold what they need, so a reload never touches requests and runs in flight. */
export interface Registry {
  runbooks(): readonly Runbook[];
  /** By `shop:cache/clear`. */
  action(reference: string): { readonly runbook: Runbook; readonly action: Action } | undefined;
  /** The reference of every action that somebody can ask for, sorted. */
  references(): readonly string[];
  /** References that somebody may have meant, best first. */
  nearest(reference: string): readonly string[];
  /** Reloads, unless every file and all that the settings say of definitions are as they were at the last load, which found nothing wrong. */
  refresh(): Promise<ReloadResult>;
  /** Reloads shortly after a file changes. @returns what stops it */
  watch(): () => void;
}

/** Loads the folder at once; a runbook with problems does not serve until it is mended. */
export function createRegistry(deps: RegistryDeps): Registry {
  let serving: ReadonlyMap<string, Runbook> = new Map();
  let wrong: ReadonlySet<string> = new Set();
  /** What the last load was made of; undefined when that is not known, or when it found a problem: it may have been a mishap. */
  let madeOf: { readonly files: string; readonly said: string } | undefined;

  /** @param files state of the folder from before this is called; undefined: it is not known */
  const reload = (files: string | undefined): ReloadResult => {
    const options = deps.options?.();
    const loaded = loadRunbooks(deps.folder, deps.kinds, options);
    const isKnown = files !== undefined && loaded.problems.length === 0;
    madeOf = isKnown ? { files, said: JSON.stringify(options) } : undefined;
    // A folder that cannot be read at all is a mishap, not the wish to drop every runbook.
    const next = loaded.readable
      ? new Map(loaded.runbooks.map((runbook) => [runbook.id, runbook]))
      : new Map(serving);
    for (const id of loaded.refused) {
      const old = serving.get(id);
      if (old !== undefined) next.set(id, old);
    }
    const mended = loaded.runbooks.map(({ id }) => id).filter((id) => wrong.has(id));
    const result = { ...compare(serving, next, loaded.refused, loaded.problems), mended };
    serving = next;
    wrong = new Set(loaded.readable ? loaded.refused : [...wrong, ...serving.keys()]);
    if (result.problems.length > 0) deps.onProblem(result.problems);
    if (isNews(result)) deps.onReload(result);
    return result;
  };

  const references = (): readonly string[] =>
    [...serving.values()]
      .flatMap((runbook) =>
        Object.values(runbook.actions).flatMap(({ id, internal }) =>
          internal ? [] : [actionRef(runbook.id, id)],
        ),
      )
      .sort();

  const isLoaded = (files: string): boolean =>
    madeOf?.files === files && madeOf.said === JSON.stringify(deps.options?.());

  const refresh = async (): Promise<ReloadResult> => {
    const files = await folderState(deps.folder);
    return isLoaded(files) ? NO_NEWS : reload(files);
  };

  /** Nobody waits for a look at the folder: what is thrown there would end the looks, and no later change would serve. */
  const reloadOrSayWhy = (files: string): void => {
    if (isLoaded(files)) return;
    try {
      reload(files);
    } catch (error) {
      const message = `The runbooks cannot be loaded: ${messageOf(error).toWellFormed()}.`;
      const suggestion = 'Take the latest change back, and tell the maintainers of Keyturn.';
      deps.onProblem([{ file: deps.folder, line: 1, column: 1, message, suggestion }]);
    }
  };

  // What could not be read may have been a mishap, which no change of a file tells of: the watch reads it once more.
  const known = reload(deps.seen).problems.length === 0 ? deps.seen : undefined;
  return {
    runbooks: () => [...serving.values()],
    action: (reference) => find(serving, reference),
    references,
    nearest: (reference) => nearest(reference, references()),
    refresh,
    watch: () => watchFolder(deps.folder, reloadOrSayWhy, known),
  };
}

const NO_NEWS: ReloadResult = { added: [], changed: [], removed: [], refused: [], mended: [], problems: [] };

function isNews({ added, changed, removed, refused, mended }: ReloadResult): boolean {
  return [added, changed, removed, refused, mended].some((ids) => ids.length > 0);
}

function find(serving: ReadonlyMap<string, Runbook>, reference: string): ReturnType<Registry['action']> {
  const colon = reference.indexOf(':');
  const runbook = serving.get(reference.slice(0, Math.max(0, colon)));
  const id = reference.slice(colon + 1);
  if (runbook === undefined || !Object.hasOwn(runbook.actions, id)) return undefined;
  const action = runbook.actions[id];
  return action === undefined ? undefined : { runbook, action };
}

function nearest(reference: string, all: readonly string[]): readonly string[] {
  // Somebody who leaves the system out still means an action: letters of a system must not count against it.
  const close = reference.includes(':') ? nearestNames(reference, all) : [];
  if (close.length > 0) return close;
  const wanted = reference.slice(reference.indexOf(':') + 1);
  const ids = nearestNames(
    wanted,
    all.map((each) => each.slice(each.indexOf(':') + 1)),
  );
  return [...new Set(ids)].flatMap((id) => all.filter((each) => each.endsWith(`:${id}`))).slice(0, 3);
}

function compare(
  before: ReadonlyMap<string, Runbook>,
  after: ReadonlyMap<string, Runbook>,
  refused: readonly string[],
  problems: readonly Problem[],
): Omit<ReloadResult, 'mended'> {
  return {
    added: [...after.keys()].filter((id) => !before.has(id)),
    changed: [...after.values()]
      .filter((runbook) => before.has(runbook.id) && before.get(runbook.id)?.digest !== runbook.digest)
      .map((runbook) => runbook.id),
    removed: [...before.keys()].filter((id) => !after.has(id)),
    refused,
    problems,
  };
}
