import type { z } from 'zod';
import type { Json } from '../../canonical.ts';
import type { Effect } from '../plan/plan.ts';

/** Resolves `{{ params.x }}`, `{{ vars.y }}` and `{{ secrets.Z }}` in a text while a plan is made. */
export interface Scope {
  /** @throws OpsError when the text names something that does not exist. */
  text(template: string): string;
  /**
   * Resolves the items of a command line. A parameter's value that begins with `-` is refused where the program could
   * take it for an option: as an item of its own before `--`. `--flag={{ params.x }}` is safe.
   */
  argv(items: readonly string[]): readonly string[];
  /** Like `text`, for URLs: values of parameters are percent-encoded, so that they stay inside their place. */
  url(template: string): string;
  /** Marks a secret as used by this step; the plan keeps only its name. */
  secret(name: string): void;
  /** The folder that scripts are relative to. */
  readonly workdir: string;
  /** Folders that are searched for programs before the usual ones. */
  readonly path?: readonly string[];
  /** Environment that the settings give every program of the system. */
  readonly env?: Readonly<Record<string, string>>;
  /** Adds something the step touches (`https://monitor…`, `host:scripts/x.sh`) to the plan's targets. */
  target(name: string): void;
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
  /** A piece of the program's output as it comes; bounded, redacted and stored by the engine. */
  output(stream: 'out' | 'err', text: string): void;
  /** Calls one operation of an integration, e.g. `effect('shell', 'run', spec)`. Secrets are filled in there. */
  effect(integration: string, operation: string, input: Json): Promise<Json>;
  /** Output of an earlier step, or undefined when it did not run. */
  resultOf(stepId: string): Json | undefined;
  /** The answer of a human to this step (`ask`, `confirm`, `branch`), or undefined while none was given. */
  readonly answer: Answer | undefined;
  /** When this step began, for waits that survive a restart. */
  readonly startedAt: Date;
}

export interface Answer {
  readonly by: string;
  readonly at: string;
  readonly value: { readonly [field: string]: Json };
}

export type StepOutcome =
  | { readonly status: 'succeeded'; readonly result: Json; readonly outcome?: string }
  | { readonly status: 'failed'; readonly reason: string; readonly next: string; readonly result?: Json }
  /** It may or may not have happened, e.g. a request without an answer; the effect class decides what follows. */
  | { readonly status: 'uncertain'; readonly reason: string }
  /** Nothing to do until then; the engine sets a timer and comes back. */
  | { readonly status: 'waiting'; readonly until: Date }
  /** A human must answer; the announcer shows the prompt. */
  | { readonly status: 'asking'; readonly prompt: Prompt };

/** What a person is asked, rendered as buttons (choices) or as a form (fields). */
export interface Prompt {
  readonly text: string;
  readonly choices: readonly { readonly id: string; readonly label: string }[];
  readonly fields: readonly PromptField[];
  /** Roles that may answer; empty means whoever may run the action. */
  readonly of: readonly string[];
  /** True when the requester of the run may not be the one who answers. */
  readonly notRequester: boolean;
}

export interface PromptField {
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'longtext' | 'number' | 'url';
  readonly required: boolean;
  readonly pattern?: string;
}

/** One kind of step: how it is written, what it resolves to, how it shows, what it does. */
export interface StepKind<Written = unknown> {
  readonly kind: string;
  readonly summary: string;
  /** The value that stands behind the kind's key in YAML. */
  readonly written: z.ZodType<Written>;
  /** The effect class when the author declares none; undefined means the author must declare one. */
  readonly defaultEffect: Effect | undefined;
  /** The default when it depends on what is written, e.g. on the HTTP method; wins over `defaultEffect`. */
  effectOf?(written: Written): Effect | undefined;
  /** Pure: written form -> specification that is stored, shown, approved and executed. */
  resolve(written: Written, scope: Scope): Json;
  /** Lines for the card: what exactly will happen. */
  describe(spec: Json): readonly string[];
  execute(spec: Json, context: StepContext): Promise<StepOutcome>;
  /** Stops what an interrupted attempt may have left running; called before anything else after a crash. */
  reap?(spec: Json, context: StepContext): Promise<void>;
  /**
   * For `probeable` steps after a crash: did it happen? `succeeded` means that it did, `failed` that it did not
   * (it may run again), undefined that nobody can tell (a human decides).
   */
  probe?(spec: Json, context: StepContext): Promise<StepOutcome | undefined>;
}

export function defineStep<Written>(kind: StepKind<Written>): StepKind<Written> {
  return kind;
}

/** Every known step kind by the key that names it in YAML. */
export type StepKinds = ReadonlyMap<string, StepKind>;
