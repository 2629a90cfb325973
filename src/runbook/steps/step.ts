import type * as z from 'zod';
import type { Json } from '../../canonical.ts';
import type { ValueRule } from '../definition/construct/value.ts';
import type { BoundFile, Effect, PlannedStep } from '../plan/plan.ts';
import type { Possible } from '../plan/possible.ts';
import type { Reading } from '../plan/reading.ts';
import type { StepReference } from '../plan/reference.ts';
import { orInDoubt } from './support/begun.ts';
import { storedReader } from './support/stored.ts';

/** What is wrong with a definition, in a step's own words. */
export interface DefinitionProblem {
  /** What was found and why it does not do, as a sentence. */
  readonly message: string;
  /** What to write instead. */
  readonly suggestion: string;
}

/**
 * Resolves `{{ params.x }}`, `{{ vars.y }}` and `{{ secrets.Z }}` in a text, while a plan is made and while a definition is
 * checked: what is wrong with the definition goes to `wrong` in both. A plan is refused there; a check notes it and goes on.
 */
export interface Scope {
  /** The same scope for a part of what is written: problems are reported at this place. */
  at(...path: readonly PropertyKey[]): Scope;
  /** The definition itself does not do, whatever people give. @throws OpsError while a plan is made. */
  wrong(problem: DefinitionProblem): void;
  /** @throws OpsError when the text names something that does not exist. */
  text(template: string): string;
  /** Like `text`, for a sentence that people read as ours: what a person gave stands in quotation marks, and only so long. */
  said(template: string): string;
  /** Like `text`, for what only the author chooses (a program, a folder): no value of a person may stand in it. */
  fixed(template: string, what: string): string;
  /** The value of a template that is nothing but one parameter that was given, with its type; undefined otherwise. */
  value(template: string): Json | undefined;
  /** What a text with parameters and results of earlier steps may turn out to be, as far as the definition tells. */
  possible(template: string): Possible;
  /** A reference to the result of an earlier step, filled in while the plan runs. @returns what it means in the whole plan. */
  result(reference: StepReference): StepReference;
  /**
   * Resolves the items of a command line. A parameter's value that begins with `-` is refused where the program could
   * take it for an option: as an item of its own before `--`. `--flag={{ params.x }}` is safe.
   */
  argv(items: readonly string[]): readonly string[];
  /**
   * Like `text`, for URLs: values of parameters are percent-encoded, so that they stay inside their place. Undefined when
   * something was wrong and a check goes on.
   */
  url(template: string): string | undefined;
  /** Marks a secret as used by this step; the plan keeps only its name. */
  secret(name: string): void;
  /**
   * What the settings say of a named credential that is sent to these addresses; undefined while a definition is checked.
   * @throws OpsError when they do not name it, do not mean it for one of them, or it is not set.
   */
  credential(name: string, addresses: readonly string[]): { readonly header: string } | undefined;
  /** The folder that scripts are relative to. */
  readonly workdir: string;
  /** The folder of the runbook, for what is kept beside its definition. */
  readonly folder: string;
  /** Folders that are searched for programs before the usual ones. */
  readonly path?: readonly string[];
  /** Environment that the settings give every program of the system. */
  readonly env?: Readonly<Record<string, string>>;
  /** How services of the host are reached. Absent: by the user of Keyturn, and compose is a plug-in of docker. */
  readonly services?: Services;
  /** Who may answer what the step asks, where the author names nobody: whoever has a say in the run. */
  readonly answerers: Answerers;
  /** Roles that somebody in the settings may hold. Absent: nobody knows. */
  readonly held?: readonly string[];
  /** Adds something the step touches (`https://monitor…`, `host:scripts/x.sh`) to the plan's targets. */
  target(name: string): void;
}

/** How the settings let steps of a system reach services of the host. */
export interface Services {
  /** Programs that are called through `sudo -n`. */
  readonly sudo: readonly string[];
  /** What compose is called there. */
  readonly compose: 'docker compose' | 'docker-compose';
}

/** Roles that may answer, and whether the requester may without one. No role at all: everybody in the settings. */
export interface Answerers {
  readonly of: readonly string[];
  readonly requester: boolean;
}

/** What a running step may use. It has no database and no clock of its own. */
export interface StepContext {
  readonly runId: string;
  readonly stepId: string;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborted on timeout, cancel, lost lease and shutdown; the effect must stop when it is. */
  readonly signal: AbortSignal;
  now(): Date;
  /** Whether what the step does may change something: by its effect class, whatever it looks like. */
  readonly changes: boolean;
  /** The glass was broken: what is only kept of the step for later keeps it from nothing. Absent: it was not. */
  readonly urgent?: true;
  /** What programs and files must hold for the step to start anything. */
  readonly files: readonly BoundFile[];
  /** A piece of the program's output as it comes; bounded, redacted and stored by the engine. */
  output(stream: 'out' | 'err', text: string): void;
  /** The end of what the step printed so far, cleaned and redacted, on one line: where programs say why they stopped. */
  lastWords(): Promise<string>;
  /**
   * Calls one operation of an integration, e.g. `effect('shell', 'run', spec)`. Secrets are filled in there.
   * @param limit ends this call alone. Default: it has no end of its own.
   */
  effect(integration: string, operation: string, input: Json, limit?: AbortSignal): Promise<Json>;
  /** Output of an earlier step, or undefined when it did not run. */
  resultOf(stepId: string): Json | undefined;
  /** What is told in place of a value that is not there; undefined: without it the step fails. */
  readonly absent: string | undefined;
  /** The answer of a human to this step (`ask`, `confirm`, `branch`), or undefined while none was given. */
  readonly answer: Answer | undefined;
  /** When its run was begun. */
  readonly askedAt: Date;
  /** When this step began, for waits that survive a restart. */
  readonly startedAt: Date;
}

export interface Answer {
  readonly by: string;
  /** What they were called when they answered; absent: an older version did not keep it. */
  readonly name?: string;
  readonly at: string;
  readonly value: { readonly [field: string]: Json };
}

export type StepOutcome =
  | { readonly status: 'succeeded'; readonly result: Json; readonly outcome?: string }
  | {
      readonly status: 'failed';
      readonly reason: string;
      readonly next: string;
      readonly result?: Json;
      readonly cutOff?: CutOff;
      /** What a step that looks again has found so far, in the words of its author. */
      readonly seen?: string;
      /** What it has counted. */
      readonly reading?: Reading;
    }
  /** It may or may not have happened, e.g. a request without an answer; the effect class decides what follows. */
  | { readonly status: 'uncertain'; readonly reason: string; readonly cutOff?: CutOff }
  /** Nothing to do until then; the engine sets a timer and comes back. */
  | { readonly status: 'waiting'; readonly until: Date }
  /** A human must answer; the announcer shows the prompt. */
  | { readonly status: 'asking'; readonly prompt: Prompt };

/**
 * That somebody else than Keyturn ended what the step had started: told by a signal (`surely`), or possible because a
 * program that is told to stop may end with any code (`perhaps`). Whoever stops Keyturn often stops its programs, too.
 */
export type CutOff = 'surely' | 'perhaps';

/** What a person is asked, rendered as buttons (choices) or as a form (fields). */
export interface Prompt {
  readonly text: string;
  readonly choices: readonly { readonly id: string; readonly label: string }[];
  readonly fields: readonly PromptField[];
  /** Roles that may answer; empty means everybody in the settings, for what nobody has to approve. */
  readonly of: readonly string[];
  /** The requester may answer without such a role. */
  readonly requester?: boolean;
  /** True when the requester of the run may not be the one who answers. */
  readonly notRequester: boolean;
}

export interface PromptField extends ValueRule {
  readonly name: string;
  readonly label: string;
  readonly required: boolean;
}

/** What is said of a kind of step before any of them is planned. */
interface KindOfStep<Written> {
  readonly kind: string;
  readonly summary: string;
  /** The value that stands behind the kind's key in YAML. */
  readonly written: z.ZodType<Written>;
  /** The effect class when the author declares none; undefined means the author must declare one. */
  readonly defaultEffect: Effect | undefined;
  /** The default when it depends on what is written, e.g. on the HTTP method; wins over `defaultEffect`. */
  effectOf?(written: Written): Effect | undefined;
  /** How a step may end besides plain success, for `when` and `requires`. Absent: it never has an outcome. */
  outcomesOf?(written: Written): Outcomes;
  /** Whether it says that its end may leave open what it did. Absent: nothing of the kind can be written. */
  leavesDoubt?(written: Written): boolean;
  /** Whether it always ends with one of its outcomes. */
  readonly alwaysHasOutcome?: true;
  /** Its `probeable` steps are probed by what the kind knows: nothing has to be written for it. */
  readonly probesItself?: true;
  /** It ends well only when it has seen that what it changes is so: nothing behind it has to look. */
  readonly looksItself?: true;
  /** How long in ms it may wait by what is written, beside the time that its calls take. Absent: it waits for nothing. */
  waitsOf?(written: Written): number;
  /** Fields of its result that hold what was printed or answered; a step of a kind without them has no output to withhold. */
  readonly printed?: readonly string[];
  /** What it starts that prints a key, or what one is made of, for its output to be withheld. Absent: nothing is known to. */
  keysPrintedBy?(written: Written): string | undefined;
  /** Files of the runbook's folder that it runs or reads, relative to it: their content is part of the definition. Absent: none. */
  filesOf?(written: Written): readonly string[];
  /** What later steps find in its result. */
  resultOf(written: Written): ResultShape;
  /** What the fields of its result may hold, where more is known of them. */
  possibleResults?(written: Written): { readonly [field: string]: Possible };
  /**
   * Whatever it does outside goes through operations that call `io.begin` right before: what was stopped earlier has done
   * nothing. Absent: nobody can tell, so it may have begun from the first.
   */
  readonly announces?: true;
  /**
   * Stops what this and earlier attempts left running, and takes away what they left half made; called before anything else after an
   * interruption. @param spec as it is stored: what cannot be read must not keep programs running
   * @returns how many programs could not be stopped.
   */
  reap?(context: StepContext, spec: Json): Promise<number>;
}

/** What is done with a specification: of its own type where a kind is declared, as JSON where plans are carried out. */
interface WorkOnSpec<Written, Spec> {
  /** Pure: written form -> specification that is stored, shown, approved and executed. */
  resolve(written: Written, scope: Scope): Spec;
  /** Command lines that it starts, for the files that they name. Absent: it starts none. */
  commandsOf?(spec: Spec): readonly NamedCommand[];
  /** Whether it goes by its programs alone, and by no file that its action names beside them. Absent: it never does. */
  goesByPrograms?(spec: Spec): boolean;
  /** Services that it asks, whose content nobody can bind. Absent: it asks none. */
  remotesOf?(spec: Spec): readonly string[];
  /**
   * Looks at what it would change, once everything else of the plan is known: what is found becomes a part of its specification, and so
   * of what is approved. Absent: there is nothing to find. @throws OpsError when it could not be carried out as things stand.
   */
  survey?(spec: Spec, around: Surroundings): Promise<Spec>;
  /** Files that it writes itself, which no other step of the plan is bound to as they are now. Absent: none. */
  writesOf?(spec: Spec): readonly string[];
  /** Lines for the card: what exactly will happen. */
  describe(spec: Spec): readonly string[];
  /** The lines that must be seen at the first look: what it does, and to what. Absent: all of `describe`. */
  brief?(spec: Spec): readonly string[];
  execute(spec: Spec, context: StepContext): Promise<StepOutcome>;
  /**
   * For `probeable` steps after a crash: did it happen? `succeeded` means that it did, `failed` that it did not
   * (it may run again), undefined that nobody can tell (a human decides).
   */
  probe?(spec: Spec, context: StepContext): Promise<StepOutcome | undefined>;
}

/** One kind of step: how it is written, what it resolves to, how it shows, what it does. */
export type StepKind<Written = unknown> = KindOfStep<Written> & WorkOnSpec<Written, Json>;

/** A kind as its file declares it, with the type of its specification. */
export interface StepDeclaration<Written, Spec extends object>
  extends KindOfStep<Written>,
    WorkOnSpec<Written, Spec> {
  /** What a plan keeps of such a step. A plan may be older than the program that carries it out: it is read with this. */
  readonly stored: z.ZodType<Spec>;
}

/** A program with its arguments, the folder it runs in, and the folders that are searched for it before the usual ones. */
export interface NamedCommand {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly path: readonly string[];
  readonly env?: readonly NamedVariable[];
  /** Files that the runbook keeps for it, relative to the folder of the runbook. Absent: none. */
  readonly kept?: { readonly folder: string; readonly files: readonly string[] };
}

/** A variable of a program's environment. */
export interface NamedVariable {
  readonly name: string;
  /** As far as it is known while planning: without secrets. */
  readonly value: string;
  /** The settings give it to every program of the system, and the step does not say otherwise. */
  readonly ofSettings: boolean;
}

/** What a step may look at while a plan is made. */
export interface Surroundings {
  /** Folders in which the settings let steps of the system change files. */
  readonly writable: readonly string[];
  /** The steps of the plan before it, with what they have found. */
  readonly before: readonly PlannedStep[];
  /** Files that these, or what its action says of itself, write while the plan runs: nobody is bound to them as they are now. */
  readonly written: readonly string[];
  /** A text that was read there without the secrets of the settings: a plan is kept, and shown to everybody. */
  redact(text: string): string;
}

/** Fields of a result: whether one is always there, or may be left out, or holds whatever it holds. */
export type ResultShape = 'always' | 'maybe' | 'anything' | { readonly [field: string]: ResultShape };

/** Names of outcomes, or whatever others say, for a step that nobody knows. */
export type Outcomes = readonly string[] | 'anything';

/** Declares a kind of step: whatever is done with its specification is done with what `stored` reads of it. */
export function defineStep<Written, Spec extends object>(
  declared: StepDeclaration<Written, Spec>,
): StepKind<Written> {
  const {
    stored,
    resolve,
    commandsOf,
    remotesOf,
    goesByPrograms,
    survey,
    writesOf,
    describe,
    brief,
    execute,
    probe,
    ...said
  } = declared;
  const read = storedReader(declared.kind, stored);
  return {
    ...said,
    resolve: (written, scope) => resolve(written, scope) as unknown as Json,
    describe: (spec) => describe(read(spec)),
    execute: async (spec, context) => {
      const working = execute(read(spec), context);
      return declared.announces === true ? orInDoubt(context.changes, working) : working;
    },
    ...(brief === undefined ? {} : { brief: (spec) => brief(read(spec)) }),
    ...(commandsOf === undefined ? {} : { commandsOf: (spec) => commandsOf(read(spec)) }),
    ...(remotesOf === undefined ? {} : { remotesOf: (spec) => remotesOf(read(spec)) }),
    ...(goesByPrograms === undefined ? {} : { goesByPrograms: (spec) => goesByPrograms(read(spec)) }),
    ...(survey === undefined
      ? {}
      : { survey: async (spec, around) => (await survey(read(spec), around)) as unknown as Json }),
    ...(writesOf === undefined ? {} : { writesOf: (spec) => writesOf(read(spec)) }),
    ...(probe === undefined ? {} : { probe: async (spec, context) => probe(read(spec), context) }),
  };
}

/** Every known step kind by the key that names it in YAML. */
export type StepKinds = ReadonlyMap<string, StepKind>;
