import { recordShared } from '../audit/service.ts';
import type { Json } from '../canonical.ts';
import type { Config } from '../config/config.ts';
import type { ConfigResult } from '../config/parse.ts';
import { type ConfigProblem, formatProblem } from '../config/problem.ts';
import type { Logger } from '../log.ts';
import type { People } from '../people/service.ts';
import type { Registry, ReloadResult } from '../runbook/definition/registry.ts';
import type { Database } from '../store/database.ts';
import { directoryOf } from './directory.ts';
import { type LiveSettings, settingsChange } from './live-settings.ts';

export interface ReloadDeps {
  readonly settings: LiveSettings;
  /** Reads the settings as the start did. */
  readonly read: () => Promise<ConfigResult>;
  readonly people: Pick<People, 'sync'>;
  readonly registry: Pick<Registry, 'refresh'>;
  readonly db: Database;
  readonly log: Logger;
}

export interface Reloaded {
  /** What is wrong with the new settings; when there is anything, the old ones serve on. */
  readonly problems: readonly ConfigProblem[];
  /** What took effect, e.g. `people` or `systems.shop`. */
  readonly changed: readonly string[];
  /** What is different in the file and takes effect with the next start. */
  readonly needsRestart: readonly string[];
  readonly runbooks: ReloadResult;
}

/** Problems that are named in the log; the program's own output has all of them. */
const RECORDED_PROBLEMS = 20;

/**
 * Reads the settings and then the runbooks again, one reload at a time. Both keep the old version where the new one
 * is not valid. Requests and runs in flight keep the plan that they were made with.
 */
export function createReload(deps: ReloadDeps): () => Promise<Reloaded> {
  let last: Promise<unknown> = Promise.resolve();
  const reload = async (): Promise<Reloaded> => {
    const settings = await reloadSettings(deps);
    return { ...settings, runbooks: await deps.registry.refresh() };
  };
  return () => {
    // A reload that failed was told to whoever asked for it; the next one only waits for its end.
    const next = last.then(reload, reload);
    last = next;
    return next;
  };
}

async function reloadSettings(deps: ReloadDeps): Promise<Omit<Reloaded, 'runbooks'>> {
  const { settings, people, db, log } = deps;
  const read = await deps.read();
  const gone = read.ok ? vanished(settings.config, read.config) : [];
  if (!read.ok || gone.length > 0) return refuse(deps, read.ok ? gone : read.problems);
  const { config, changed, needsRestart } = settingsChange(settings.config, read.config);
  if (needsRestart.length > 0)
    log.warn({ settings: needsRestart }, 'these settings are different and need a restart');
  if (changed.length > 0) {
    await people.sync(directoryOf(config));
    await record(db, 'settings.reloaded', { changed, needsRestart });
    settings.replace(config);
    log.info({ settings: changed }, 'the settings were read again');
  }
  return { problems: [], changed, needsRestart };
}

/** Without a file the defaults would hold, and everybody would lose their roles: hardly what anybody meant. */
function vanished(before: Config, after: Config): readonly ConfigProblem[] {
  if (before.file === null || after.file !== null) return [];
  return [
    {
      path: before.file,
      place: undefined,
      message: 'The settings file is gone.',
      suggestion: 'Put it back, or restart without it.',
    },
  ];
}

async function refuse(
  { db, log }: ReloadDeps,
  problems: readonly ConfigProblem[],
): Promise<Omit<Reloaded, 'runbooks'>> {
  for (const problem of problems) log.error(formatProblem(problem));
  log.error('the new settings are not valid; the old ones serve on');
  const named = problems.slice(0, RECORDED_PROBLEMS).map(formatProblem);
  await record(db, 'settings.refused', { count: problems.length, problems: named });
  return { problems, changed: [], needsRestart: [] };
}

async function record(
  db: Database,
  kind: 'settings.reloaded' | 'settings.refused',
  data: Readonly<Record<string, Json>>,
): Promise<void> {
  await db.transact(async (tx) => {
    await recordShared(tx, { chain: 'config', kind, actor: 'service/settings', at: await tx.now(), data });
  });
}
