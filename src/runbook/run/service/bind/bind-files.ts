import { isRefusal, OpsError } from '../../../../errors.ts';
import { UnreadableNow } from '../../../../files/unreadable-now.ts';
import { TookTooLong, within } from '../../../../waiting/within.ts';
import { isEmergencyPlan, type OwnTurn, ownTurn } from '../../../plan/own-turn.ts';
import type { Plan, PlannedStep } from '../../../plan/plan.ts';
import type { StepKind, StepKinds, Surroundings } from '../../../steps/step.ts';
import { bindCommand } from './bind-command.ts';
import type { Bound } from './bound.ts';
import { bindNamed } from './named-files.ts';
import { surveyPlan } from './survey.ts';
import { type Digests, openSystemFolder, type SystemFolder } from './system-folder.ts';

export interface Binding {
  readonly kinds: StepKinds;
  /** The folder of the system. */
  readonly workdir: string;
  /** Folders in which steps may change files of settings. Default: none. */
  readonly writable?: readonly string[];
  readonly redact: Surroundings['redact'];
  /** What the author of a step says of files, by its id. */
  of(step: string): NamedFiles;
}

/** What an action says of the files of its own steps; what it includes says that of its own. */
export interface NamedFiles {
  /** What it names beside its command lines: paths and patterns below the system's folder. */
  readonly files: readonly string[];
  /** What a run itself writes, and nobody can approve beforehand. */
  readonly writes: readonly string[];
}

/** Longer than a disk that answers takes for all that a plan may name. */
const PATIENCE_MS = 30_000;
/** Whoever breaks the glass waits for no disk: what is not read of a step by then fails at its turn. */
const EACH_MS = 8_000;

/**
 * The plan with the content of the programs and files that its steps name: what is approved is what they hold now, and
 * a step that finds another content is not started. What cannot be bound that way is named, for whoever approves.
 * @throws OpsError when a pattern of the action leads to nothing, the disk does not answer in time, or the host cannot look just now.
 *   For an emergency it throws nothing of the kind: see {@link OwnTurn}.
 */
export async function bindFiles(plan: Plan, binding: Binding, patienceMs?: number): Promise<Plan> {
  const over = new AbortController();
  try {
    if (isEmergencyPlan(plan))
      return await surveyedAndBound(plan, binding, over.signal, patienceMs ?? EACH_MS);
    const ms = patienceMs ?? PATIENCE_MS;
    return await within(ms, 'a look at the files', surveyedAndBound(plan, binding, over.signal, ms));
  } catch (error) {
    if (error instanceof TookTooLong) throw tooLate(plan, binding, patienceMs ?? PATIENCE_MS);
    throw isRefusal(error) ? withoutSecrets(error, binding) : error;
  } finally {
    // Whatever still waits for the disk stops at its next step.
    over.abort();
  }
}

/** A refusal may quote what stands in a file, and is shown and logged like the plan. */
function withoutSecrets(error: OpsError, { redact }: Pick<Binding, 'redact'>): OpsError {
  const { what, why, next } = error.refusal;
  const shown = { what: redact(what), why: redact(why), next: redact(next) };
  const isClean = shown.what === what && shown.why === why && shown.next === next;
  return isClean ? error : new OpsError({ ...error.refusal, ...shown }, { cause: error });
}

/** @param eachMs how long one step of an emergency is waited for */
async function surveyedAndBound(
  plan: Plan,
  binding: Binding,
  signal: AbortSignal,
  eachMs: number,
): Promise<Plan> {
  const turn = ownTurn(plan, binding.redact, (work) => within(eachMs, 'a look at what it needs', work));
  return bindPlan(await surveyPlan(plan, binding, turn), binding, turn, signal);
}

async function bindPlan(
  plan: Plan,
  { kinds, workdir, of }: Binding,
  turn: OwnTurn,
  signal: AbortSignal,
): Promise<Plan> {
  const digests: Digests = new Map();
  // What one step changes is no matter of who has rewritten it.
  const changed = plan.steps
    .filter(({ unready }) => unready === undefined)
    .flatMap((step) => kinds.get(step.kind)?.writesOf?.(step.spec) ?? []);
  const opened = new Map<NamedFiles, Opened>();
  const openFor = (names: NamedFiles): Opened => {
    const known =
      opened.get(names) ??
      open(openSystemFolder(workdir, [...names.writes, ...changed], signal, digests), names);
    opened.set(names, known);
    return known;
  };
  const open = (folder: SystemFolder, { files }: NamedFiles): Opened => ({
    folder,
    named: once(() => bindNamed(plan.action, files, folder)),
  });
  const bind = isEmergencyPlan(plan) ? bindByItself : bindWithNamed;
  const steps = plan.steps.map((step) => turn.step(step, () => bind(step, kinds, openFor(of(step.id)))));
  return { ...plan, steps: await Promise.all(steps) };
}

/** The system's folder as the steps of one action see it, with the files that it names for all of them. */
interface Opened {
  readonly folder: SystemFolder;
  readonly named: () => Promise<Bound>;
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let known: Promise<T> | undefined;
  return () => {
    known ??= work();
    return known;
  };
}

/** What an action names must be there, whatever its steps do. */
async function bindWithNamed(
  step: PlannedStep,
  kinds: StepKinds,
  { folder, named }: Opened,
): Promise<PlannedStep> {
  return bindStep(step, kinds.get(step.kind), folder, await named());
}

/** A step of an emergency waits for no file that it does not go by. */
async function bindByItself(
  step: PlannedStep,
  kinds: StepKinds,
  { folder, named }: Opened,
): Promise<PlannedStep> {
  const kind = kinds.get(step.kind);
  if (kind?.goesByPrograms?.(step.spec)) return bindStep(step, kind, knownOrElsewhere(folder), NONE);
  const startsNothing = (kind?.commandsOf?.(step.spec) ?? []).length === 0;
  return bindStep(step, kind, folder, startsNothing ? NONE : await named());
}

const NONE: Bound = { files: new Map(), unbound: new Set() };

/** Programs of the host are told from the system's own also where its folder does not answer: they are not known to lie in it. */
function knownOrElsewhere(folder: SystemFolder): SystemFolder {
  return {
    ...folder,
    async holds(path) {
      try {
        return await folder.holds(path);
      } catch (error) {
        if (error instanceof UnreadableNow) return false;
        throw error;
      }
    },
  };
}

async function bindStep(
  step: PlannedStep,
  kind: StepKind | undefined,
  folder: SystemFolder,
  named: Bound,
): Promise<PlannedStep> {
  const remotes = (kind?.remotesOf?.(step.spec) ?? []).map((name) => `${name} (a remote service)`);
  const commands = kind?.commandsOf?.(step.spec) ?? [];
  if (commands.length === 0) return remotes.length === 0 ? step : { ...step, unbound: [...new Set(remotes)] };
  const bound: Bound = { files: new Map(), unbound: new Set(remotes) };
  for (const command of commands) await bindCommand(command, folder, bound);
  for (const file of named.files.values()) bound.files.set(file.path, file);
  for (const line of named.unbound) bound.unbound.add(line);
  return { ...step, files: [...bound.files.values()], unbound: [...bound.unbound] };
}

function tooLate({ action }: Plan, { workdir }: Binding, ms: number): OpsError {
  return new OpsError({
    code: 'plan.files-late',
    what: `'${action}' was not planned.`,
    why: `The files that it names could not be read within ${ms / 1_000} s: what holds them does not answer, or they are too much.`,
    next: `See whether ${workdir} can be listed and read on the host of Keyturn; then ask again.`,
  });
}
