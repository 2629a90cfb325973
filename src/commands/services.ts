import type { Approvals } from '../approval/service.ts';
import type { Filter } from '../approval/store.ts';
import type { ApprovalView } from '../approval/view.ts';
import type { Json } from '../canonical.ts';
import type { Place } from '../chat/inbound.ts';
import type { Decision, Deed } from '../people/decision.ts';
import type { Principal } from '../people/principal.ts';
import type { Plan, Risk } from '../runbook/plan/plan.ts';
import type { Run } from '../runbook/run/run.ts';
import type { Command } from './command.ts';

/**
 * What commands and buttons may call: narrow views of the rooms, bound to the database by whoever makes the
 * bot. Each call is one use case in its own transaction, and is refused with an OpsError.
 */
export interface Services {
  readonly approvals: ApprovalPort;
  readonly runs: RunPort;
  readonly catalogue: CataloguePort;
  readonly people: PeoplePort;
  readonly audit: AuditPort;
  readonly places: PlacePort;
  readonly commands: () => readonly Command[];
}

export interface ApprovalPort
  extends Pick<Approvals, 'vote' | 'withdrawVote' | 'veto' | 'withdraw' | 'review'> {
  get(id: string): Promise<ApprovalView | undefined>;
  list(filter: Filter): Promise<readonly ApprovalView[]>;
}

export type Started =
  | { readonly kind: 'running'; readonly runId: string }
  | { readonly kind: 'pending'; readonly requestId: string };

export interface RunPort {
  propose(proposal: {
    readonly action: string;
    readonly params: { readonly [name: string]: string };
    readonly mode: 'execute' | 'dry-run';
    readonly requester: string;
    readonly place: Json;
    readonly reason?: string;
    readonly confirmation?: string;
  }): Promise<Started>;
  get(id: string): Promise<RunView | undefined>;
  list(filter: { readonly runbook?: string; readonly limit: number }): Promise<readonly RunView[]>;
  /** The kept output of a run, redacted. */
  output(id: string): Promise<string>;
  answer(run: string, step: string, by: string, value: { readonly [field: string]: string }): Promise<void>;
  cancel(run: string, by: string, reason?: string): Promise<void>;
  decideUnknown(
    run: string,
    step: string,
    decision: { readonly by: string; readonly choice: 'retry' | 'done' | 'abort'; readonly reason: string },
  ): Promise<void>;
}

/** A run with everything that its card says about it. */
export interface RunView extends Omit<Run, 'lease' | 'epoch' | 'dueAt'> {
  /** The end of the output so far, redacted. */
  readonly tail: string;
  /** Whether there is more output than `tail`. */
  readonly more: boolean;
}

/** What can be run, as the definitions say it now. */
export interface CataloguePort {
  actions(): readonly ActionView[];
  find(ref: string): ActionView | undefined;
  /** Valid refs that are nearest to a misspelt one. */
  nearest(ref: string): readonly string[];
  systems(): readonly { readonly id: string; readonly title: string }[];
  /** What is wrong with each given parameter; a missing required one counts. Empty when all is well. */
  check(ref: string, params: { readonly [name: string]: string }): { readonly [param: string]: string };
  /** Lines for people: what each step will do. */
  describe(plan: Plan): readonly { readonly title: string; readonly lines: readonly string[] }[];
}

export interface ActionView {
  /** `<runbook>:<action>` */
  readonly ref: string;
  readonly runbook: string;
  readonly title: string;
  readonly description: string;
  readonly source: string;
  readonly risk: Risk;
  readonly shortcut: string | undefined;
  readonly params: readonly ParamView[];
  readonly hasDryRun: boolean;
  readonly needs: { readonly reason: boolean; readonly confirmation: boolean; readonly breakGlass: boolean };
}

export interface ParamView {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
  readonly default: string | undefined;
  readonly choices: readonly string[];
  readonly maxLength: number | undefined;
}

export interface PeoplePort {
  authorize(principal: Principal | undefined, deed: Deed): Promise<Decision>;
}

export interface AuditPort {
  /** Entries of a chain, oldest first, and whether each is inside a signed checkpoint. */
  show(chain: string): Promise<readonly LogEntry[]>;
  verify(): Promise<LogReport>;
  export(format: 'jsonl' | 'csv'): Promise<{ readonly name: string; readonly content: string }>;
}

export interface LogEntry {
  readonly seq: number;
  readonly at: Date;
  readonly kind: string;
  readonly actor: string;
  readonly hash: string;
  /** Position in the log's tree; null while no checkpoint covers it. */
  readonly index: number | null;
  readonly proven: boolean;
}

export interface LogReport {
  readonly ok: boolean;
  readonly entries: number;
  readonly checkpoints: number;
  readonly findings: readonly string[];
}

export interface PlacePort {
  /** The channel of a system on the platform of `from`; `from` itself when none is configured. */
  ofSystem(system: string, from: Place): Place;
  /** A channel by the name that keyturn.yaml gives it. */
  named(name: string, from: Place): Place | undefined;
}
