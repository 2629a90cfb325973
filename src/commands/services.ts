import type { Inbox } from '../approval/service/waits-for.ts';
import type { Approvals } from '../approval/service.ts';
import type { Filter } from '../approval/store.ts';
import type { ApprovalView } from '../approval/view.ts';
import type { LogFound, LogQuery } from '../audit/found.ts';
import type { Place } from '../chat/inbound.ts';
import type { Places } from '../chat/place.ts';
import type { Decision, Deed } from '../people/decision.ts';
import type { Links } from '../people/link/service.ts';
import type { Principal } from '../people/principal.ts';
import type { Totp } from '../people/totp/service.ts';
import type { PlanSection } from '../runbook/plan/describe.ts';
import type { Plan, Risk } from '../runbook/plan/plan.ts';
import type { PickLists, RunbookService, RunGist } from '../runbook/service.ts';
import type { Nameable } from './field-type.ts';

export interface Activity {
  /** Newest first. */
  readonly runs: readonly RunGist[];
  /** Those that somebody may still have to act on, newest first. */
  readonly requests: readonly ApprovalView[];
}

/** What came of somebody's act on a request. */
export interface Done {
  /** False when all was so already. */
  readonly changed: boolean;
  /** How the request stands, for people. */
  readonly status: string;
}

/** What people do with requests. @throws Logged what the request refused: that stands in its log. */
export interface ApprovalPort {
  /** Whether somebody could vote so now: asked before they are asked for what they type. */
  mayVote(...given: Parameters<Approvals['mayVote']>): Promise<void>;
  vote(...given: Parameters<Approvals['vote']>): Promise<Done>;
  withdrawVote(...given: Parameters<Approvals['withdrawVote']>): Promise<Done>;
  /** Whether somebody could veto it now: asked before they are asked why. */
  mayVeto(...given: Parameters<Approvals['mayVeto']>): Promise<void>;
  veto(...given: Parameters<Approvals['veto']>): Promise<Done>;
  withdraw(...given: Parameters<Approvals['withdraw']>): Promise<Done>;
  review(...given: Parameters<Approvals['review']>): Promise<Done>;
  /** Whether somebody could review a break-glass now: asked before they are asked for their reason. */
  mayReview(...given: Parameters<Approvals['mayReview']>): Promise<void>;
  get(id: string): Promise<ApprovalView | undefined>;
  list(filter: Filter): Promise<readonly ApprovalView[]>;
  /** What waits for somebody, and what they asked for. */
  inbox(principal: string): Promise<Inbox>;
}

export type RunPort = Pick<
  RunbookService,
  | 'propose'
  | 'plan'
  | 'handedOn'
  | 'lastWorked'
  | 'takingBack'
  | 'lists'
  | 'preview'
  | 'requireGlass'
  | 'requireReady'
  | 'get'
  | 'list'
  | 'awaiting'
  | 'ofRequest'
  | 'answer'
  | 'requireMayAnswer'
  | 'cancel'
  | 'requireMayCancel'
  | 'stopWayDown'
  | 'requireMayStopWayDown'
  | 'requireMayDecide'
  | 'decideUnknown'
  | 'requireMaySayGone'
  | 'sayGone'
>;

/** What can be run, as the definitions say it now. */
export interface CataloguePort {
  /** The same list until the definitions or the settings change. */
  actions(): readonly ActionView[];
  find(ref: string): ActionView | undefined;
  /** Valid refs that are nearest to a misspelt one. */
  nearest(ref: string): readonly string[];
  systems(): readonly SystemView[];
  /** Everybody in the settings whom a value may name, in the order of their names. */
  people(): readonly Nameable[];
  /**
   * What is wrong with each given parameter; a missing required one counts. Empty when all is well.
   * @param now on the database's clock, for times that are bounded by it
   * @param lists what there is to pick; absent: nobody has looked, and anything may be
   */
  check(
    ref: string,
    params: { readonly [name: string]: string },
    now: Date,
    lists?: PickLists,
  ): { readonly [param: string]: string };
  /** Lines for people: what each step will do. */
  describe(plan: Plan): readonly PlanSection[];
}

export interface SystemView {
  readonly id: string;
  readonly title: string;
  /** What of its runbook nothing carries out here, in sentences. */
  readonly leftOpen: readonly string[];
}

export interface ActionView {
  /** `<runbook>:<action>` */
  readonly ref: string;
  readonly runbook: string;
  readonly title: string;
  readonly description: string;
  readonly source: string;
  /** Words of the author by which it is found, too. */
  readonly keywords: readonly string[];
  /** What the procedures, decisions, checklists and symptoms are called that lead to it. */
  readonly spokenOf: readonly string[];
  /** What must hold before it runs, and who must agree, as sentences for people; nothing where nothing must. */
  readonly conditions: readonly string[];
  readonly risk: Risk;
  readonly shortcut: string | undefined;
  readonly params: readonly ParamView[];
  readonly hasDryRun: boolean;
  /** Why it has none, where its author says so. */
  readonly unrehearsed?: string | undefined;
  readonly needs: { readonly reason: boolean; readonly confirmation: boolean; readonly breakGlass: boolean };
}

export interface ParamView {
  readonly name: string;
  readonly type: string;
  /** Whether its field must hold something. A default is shown there; only where this is false it may be cleared. */
  readonly required: boolean;
  readonly description: string;
  /** As a person would type it. */
  readonly default: string | undefined;
  /** The action that hands its value on, by its reference. */
  readonly from: string | undefined;
  /** A value that would be taken, where the definition gives one. */
  readonly example: string | undefined;
  readonly choices: readonly string[];
  readonly maxLength: number | undefined;
  /** Roles one of which a person who is named must hold. Absent: everybody may be named. */
  readonly of?: readonly string[] | undefined;
}

export interface PeoplePort {
  authorize(principal: Principal | undefined, deed: Deed): Promise<Decision>;
  /** The same for many things at once, in their order. */
  authorizeAll(principal: Principal | undefined, deeds: readonly Deed[]): Promise<readonly Decision[]>;
  /** What people are called on cards; who is not known is absent. */
  named(principals: readonly string[]): Promise<ReadonlyMap<string, Pick<Principal, 'name'>>>;
}

export type LinkPort = Pick<Links, 'start' | 'confirm' | 'accounts' | 'remove'>;
export type TotpPort = Pick<Totp, 'enroll' | 'confirm' | 'remove'>;

export interface AuditPort {
  /** Entries of a chain, oldest first, each with its proof. */
  show(chain: string): Promise<readonly LogEntry[]>;
  /** Entries of all chains, the newest first. @throws OpsError when nobody is called so. */
  search(query: LogQuery): Promise<LogFound>;
  verify(): Promise<LogReport>;
  export(format: 'jsonl' | 'csv'): Promise<{ readonly name: string; readonly content: string }>;
}

export interface LogEntry {
  readonly seq: number;
  readonly at: Date;
  /** What happened, in words. */
  readonly what: string;
  /** Who did what, and how. */
  readonly sentence: string;
  /** Who did it: a person by name, a part of Keyturn or an account as the log has it. */
  readonly by: string;
  readonly hash: string;
  /** Position in the log's tree; null while no checkpoint covers it. */
  readonly index: number | null;
  /** `sealed`: proven by a signed checkpoint; `waiting` for the next one; `broken`: it was tampered with. */
  readonly seal: 'sealed' | 'waiting' | 'broken';
}

export interface LogReport {
  readonly ok: boolean;
  readonly entries: number;
  readonly checkpoints: number;
  readonly findings: readonly string[];
}

export interface PlacePort {
  /** The channel of a system, the platform of `from` first; with `from` itself where it has none. */
  ofSystem(system: string, from: Place): Places;
  /** The channel of a system, wherever it is; undefined where the settings name none. */
  homeOf(system: string): Places | undefined;
  /** The channel that a place belongs to, everywhere it is; `place` comes first. */
  around(place: Place): Places;
  /** A channel by the name that keyturn.yaml gives it, on the platform of `from`. */
  named(name: string, from: Place): Place | undefined;
  /** What people call a channel: `#ops` by the name that keyturn.yaml gives it, never the platform's id. */
  called(place: Place): string;
  /** What the channels are called where commands are taken; none where they are taken here. */
  instead(place: Place): readonly string[];
  /** Where checkpoints of the log are published; undefined: nowhere. */
  log(): Place | undefined;
  /** Where messages go that their own channel does not take, nearest first; undefined: nowhere that is usable. */
  fallback(failed: Place, isUsable: (place: Place) => boolean): Place | undefined;
}
