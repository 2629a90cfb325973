import { isRefusal, OpsError } from '../../../../errors.ts';
import { TookTooLong, within } from '../../../../waiting/within.ts';
import type { Plan, PlannedStep } from '../../../plan/plan.ts';
import type { StepKinds, Surroundings } from '../../../steps/step.ts';
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

/**
 * The plan with the content of the programs and files that its steps name: what is approved is what they hold now, and
 * a step that finds another content is not started. What cannot be bound that way is named, for whoever approves.
 * @throws OpsError when a pattern of the action leads to nothing, the disk does not answer in time, or the host cannot look just now.
 */
export async function bindFiles(plan: Plan, binding: Binding, patienceMs = PATIENCE_MS): Promise<Plan> {
  const over = new AbortController();
  try {
    return await within(patienceMs, 'a look at the files', surveyedAndBound(plan, binding, over.signal));
  } catch (error) {
    if (error instanceof TookTooLong) throw tooLate(plan, binding, patienceMs);
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

async function surveyedAndBound(plan: Plan, binding: Binding, signal: AbortSignal): Promise<Plan> {
  return bindPlan(await surveyPlan(plan, binding), binding, signal);
}

async function bindPlan(plan: Plan, { kinds, workdir, of }: Binding, signal: AbortSignal): Promise<Plan> {
  const digests: Digests = new Map();
  // What one step changes is no matter of who has rewritten it.
  const changed = plan.steps.flatMap((step) => kinds.get(step.kind)?.writesOf?.(step.spec) ?? []);
  const opened = new Map<NamedFiles, Promise<Opened>>();
  const openFor = (named: NamedFiles): Promise<Opened> => {
    const known =
      opened.get(named) ??
      open(plan.action, named, openSystemFolder(workdir, [...named.writes, ...changed], signal, digests));
    opened.set(named, known);
    return known;
  };
  const steps = plan.steps.map(async (step) => {
    const { folder, named } = await openFor(of(step.id));
    return bindStep(step, kinds, folder, named);
  });
  return { ...plan, steps: await Promise.all(steps) };
}

/** The system's folder as the steps of one action see it, with the files that it names for all of them. */
interface Opened {
  readonly folder: SystemFolder;
  readonly named: Bound;
}

async function open(action: string, { files }: NamedFiles, folder: SystemFolder): Promise<Opened> {
  return { folder, named: await bindNamed(action, files, folder) };
}

async function bindStep(
  step: PlannedStep,
  kinds: StepKinds,
  folder: SystemFolder,
  named: Bound,
): Promise<PlannedStep> {
  const kind = kinds.get(step.kind);
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
