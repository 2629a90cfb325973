import type { Json, Sha256Hex } from '../../canonical.ts';
import type { Risk } from '../../people/decision.ts';
import type { ValueType } from '../definition/construct/value-type.ts';
import type { Facts } from './occasion.ts';
import type { StepReference } from './reference.ts';

export type { Risk } from '../../people/decision.ts';

/**
 * What a crash in the middle of a step means. `pure` and `idempotent` steps run again; a `probeable` step is
 * asked what became of it; an `unsafe` one becomes `unknown` and a human decides.
 */
export type Effect = 'pure' | 'idempotent' | 'probeable' | 'unsafe';

/** Characters of an answer that a person gives to one field of a question. */
export const LONGEST_ANSWER = 4_000;

/** Whether what an action came to, or what it tells, is good or bad for whoever reads it. Not the severity of an incident. */
export type Severity = 'good' | 'info' | 'warning' | 'danger';

/** An action with everything resolved, before anything happens. Plain JSON, so that it can be digested. */
export interface Plan {
  readonly version: 1;
  readonly runbook: string;
  /** SHA-256 of the runbook definition that this was planned from. */
  readonly definition: Sha256Hex;
  /** SHA-256 of an emergency as it was asked for, before anything was looked at on the host. Absent: it is none. */
  readonly asked?: Sha256Hex;
  /** `<runbook>:<action>`, e.g. `shop:cache/clear`. */
  readonly action: string;
  readonly title: string;
  /** Lines of the source document, e.g. `L183-184`; empty where the runbook was taken from none. */
  readonly source: string;
  /** What the source leaves open and how that was settled, for whoever decides on the plan. */
  readonly notes?: readonly string[];
  readonly risk: Risk;
  readonly environment: string;
  /** A dry run uses the action's dry-run steps and never needs approval. */
  readonly mode: 'execute' | 'dry-run';
  /** It can be rehearsed before. Absent: it cannot, or this is the rehearsal. */
  readonly rehearsable?: true;
  readonly params: { readonly [name: string]: Json };
  /** What the people among its parameters are called, by the name of the parameter; absent: there is none. */
  readonly people?: { readonly [param: string]: string };
  /** What its texts say of its run, by name; absent: nothing. */
  readonly run?: Facts;
  /** What will be touched, for people: hosts, URLs, programs. */
  readonly targets: readonly string[];
  /** One run at a time holds a lock name; null when the action needs none. */
  readonly lock: string | null;
  readonly cooldownMs: number | null;
  /** Other actions of which a run counts as one of these, or these of others; absent: there are none. */
  readonly cooldowns?: readonly SharedCooldown[];
  readonly requires: readonly Requirement[];
  /** To what it gives way, whether or not it takes that back: see `givingWayOf`. Absent: to nothing. */
  readonly undoes?: readonly string[];
  readonly undoesSame?: { readonly [action: string]: readonly string[] };
  readonly undoneBy?: readonly string[];
  /** The emergencies of those that stood when it was planned; absent: none did, or nobody has looked. */
  readonly takesBack?: PlannedTakingBack;
  /** By what its policy was chosen; absent: there is only one. */
  readonly direction?: PlannedDirection;
  /** The resolved approval policy as canonical data, or null when nothing needs approving. */
  readonly policy: Json;
  /** What it hands on when it has succeeded; absent: nothing. */
  readonly gives?: { readonly [name: string]: StepReference };
  /** What its author says of how it may end; absent: nothing. */
  readonly outcomes?: { readonly [outcome: string]: PlannedOutcome };
  /** What comes next after which end, offered as a button; absent: nothing. */
  readonly next?: readonly NextStep[];
  /** How it is taken back once it is done; absent: nothing says so. */
  readonly revert?: PlannedRevert;
  /** Numbers of it that stand elsewhere in the runbook or in the settings; absent: none. */
  readonly numbers?: readonly PlannedNumber[];
  /** The actions that it includes, whose steps stand among its own; absent: none. */
  readonly includes?: readonly PlannedInclusion[];
  /** What the action does, then the way down: all of it is approved. */
  readonly steps: readonly PlannedStep[];
}

/** What it means that an action ends so. */
export interface PlannedOutcome {
  readonly severity?: Severity;
  /** One sentence: what happened, and what it means. */
  readonly says?: string;
  /** What is worked through then; absent: nothing. */
  readonly opens?: PlannedGuide;
}

/** A procedure that can be started, by its reference: `shop:procedures/payments-down`. */
export interface PlannedGuide {
  readonly ref: string;
  readonly title: string;
}

/** An action that comes next: after an outcome, or after a check that did not hold. */
export interface NextStep {
  /** `<runbook>:<action>` */
  readonly action: string;
  readonly title: string;
  readonly after: { readonly outcome: string } | { readonly step: string; readonly check: string };
}

/** What takes an action back: another one, which is asked for and approved by itself. */
export interface PlannedRevert {
  /** `<runbook>:<action>` */
  readonly action: string;
  readonly title: string;
  /** So long after it was done people are reminded; absent: never. */
  readonly remindMs?: number;
}

/** Emergencies that stand: of each action the newest one, the newest of all first. */
export interface PlannedTakingBack {
  readonly emergencies: readonly StandingEmergency[];
  /** How many more of them stand. Absent: none. */
  readonly more?: number;
}

/** One that has begun, and that nothing has taken back since. */
export interface StandingEmergency {
  readonly run: string;
  readonly title: string;
  /** What whoever began it is called. */
  readonly by: string;
  readonly at: string;
  /** Why, in their words, as far as a card has room for them. Absent: they gave no reason. */
  readonly reason?: string;
  /** Absent: it has succeeded. `altered`: what stands of it in the database is not what Keyturn wrote, so nobody knows whether it stands. */
  readonly state?: 'under-way' | 'in-doubt' | 'failed' | 'cancelled' | 'altered';
  /** Parameters by which it stands only for a run of the same thing, where nobody has said yet of which that is. Absent: it stands. */
  readonly same?: readonly string[];
}

/** A change of a value, and which way it goes from what holds now. */
export interface PlannedDirection {
  readonly param: string;
  readonly type: ValueType;
  readonly looser: 'higher' | 'lower';
  /** Who looks at what holds now, and what it calls that. */
  readonly action: string;
  readonly gives: string;
  readonly asked: Json;
  /** Actions that change that. Absent in plans of older versions: this one alone is known to. */
  readonly changers?: readonly string[];
  /** What holds now, the run that found it, and when that ended (absent in plans of older versions); null: nobody knows. */
  readonly holds: { readonly value: string; readonly run: string; readonly at?: string } | null;
  /** Why nobody knows. Absent: somebody does, or nobody has looked lately. */
  readonly unknown?: string;
  readonly way: 'loosens' | 'tightens';
}

/** Another action must have ended with this outcome not longer ago than `withinMs`. */
export interface Requirement {
  readonly action: string;
  /** `succeeded`, or an outcome that the action declares, e.g. `false-positive`. */
  readonly outcome: string;
  readonly withinMs: number;
  /** What people call that action. Absent in plans of older versions. */
  readonly title?: string;
  /** Counts only when it began after the last run of this action had ended: what it verifies is what that changed. */
  readonly after?: string;
  /** Actions that include `after`, so that a run of theirs is one of it as well; absent: none does. */
  readonly afterAlso?: readonly string[];
  /** Parameters of the plan: counts only when that run gave the same values under these names. Absent: whatever it gave. */
  readonly same?: readonly string[];
}

/** How long after a run of any of these actions an action must not run again: one includes the other, and does what it does. */
export interface SharedCooldown {
  /** The action whose cooldown it is. */
  readonly action: string;
  readonly ms: number;
  /** Whose runs count beside its own. */
  readonly also: readonly string[];
}

/** A number that stands once, and what refers to it is as if it stood there. */
export interface PlannedNumber {
  /** `limits.spend.max`, `vars.spend` */
  readonly name: string;
  readonly value: Json;
  /** What it is called where it stands. */
  readonly title?: string;
  /** The variable that a limit is in turn. */
  readonly from?: string;
}

/** An action whose steps stand in the plan of another. */
export interface PlannedInclusion {
  /** The step that includes it; the ids of its own steps begin with this and a slash. */
  readonly step: string;
  /** `<runbook>:<action>` */
  readonly action: string;
  readonly title: string;
  readonly params: { readonly [name: string]: Json };
}

export interface PlannedStep {
  /** Unique in the plan, e.g. `reset` or `step-2`; within an inclusion `verify/reset`. */
  readonly id: string;
  readonly title: string;
  /** When it runs; absent: it is what the action does. */
  readonly phase?: WayDown;
  /** Lines of the source document, where the step has its own. */
  readonly source?: string;
  /** The step kind, i.e. the file in `steps/`. */
  readonly kind: string;
  readonly effect: Effect;
  /** The kind's own resolved specification: argv, URL, question… */
  readonly spec: Json;
  readonly timeoutMs: number;
  /** A person changes something by hand, whatever its effect says of a crash. Absent: nobody does. */
  readonly byHand?: true;
  /** What it prints is neither stored nor shown, but for what is found under the names of `only`; absent: all of it is. */
  readonly output?: 'withheld' | { readonly only: readonly string[] };
  /** Attempts in total; 1 means no retry. Only `pure` and `idempotent` steps may have more. */
  readonly attempts: number;
  readonly backoffMs: number;
  /** Absent: it is looked at once. Only `pure` steps may have it, and none that is retried. */
  readonly poll?: Poll;
  /** Runs only when this holds; null: always. */
  readonly when: When | null;
  /** Names of secrets, resolved at the moment of use; never their values. */
  readonly secrets: readonly string[];
  /** What programs and files held when this was planned; the step starts on nothing else. */
  readonly files?: readonly BoundFile[];
  /** What the step uses and no digest covers: programs of the host, interpreters, folders. For people. */
  readonly unbound?: readonly string[];
  /** What could not be read or settled for it: it fails by that at its turn, and does nothing. Only in an emergency; absent: nothing. */
  readonly unready?: Unready;
}

/** Why a step of an emergency cannot be carried out, as sentences. */
export interface Unready {
  readonly why: string;
  readonly next: string;
}

/**
 * An earlier branch chose it (`{ step: 'is-it-real', choice: 'false-positive' }`), or a value compares so, as the plan says in words; on
 * the way down, what became of an inclusion (`{ included: 'verify/', is: 'failed' }`, by what the ids of its steps begin with), or that nothing
 * has begun which it would undo (`{ overtaken: false }`); or all of several.
 */
export type When =
  | { readonly step: string; readonly choice: string }
  | { readonly check: Json; readonly says: string }
  | { readonly included: string; readonly is: 'begun' | 'failed' }
  | { readonly overtaken: false }
  | { readonly all: readonly When[] };

/** How a step that looks again says what it has found so far: with its values, and for people with names in their places. */
export interface PlannedProgress {
  readonly text: Json;
  readonly says: string;
}

/** How far a long job is, as texts with values of the look in them, and for people with names in their places. */
export interface PlannedMeter {
  readonly done: Json;
  readonly total: Json;
  /** Beside what is done. Absent: nobody counts what fails. */
  readonly failed?: Json;
  readonly unit?: string;
  readonly says: string;
}

/** A step that looks again every `everyMs` until it succeeds, or has failed once `forMs` have gone since it began. */
export interface Poll {
  readonly everyMs: number;
  readonly forMs: number;
  /** Absent: what it has found so far is said by what is still missing alone. */
  readonly show?: PlannedProgress;
  /** How far what it looks at has come, drawn as a bar. Absent: it is nothing that is counted. */
  readonly progress?: PlannedMeter;
  /** The outcome with which it ends once its time is up: nobody knows yet what comes of it. Absent: it has failed. */
  readonly otherwise?: string;
}

/** After what the action does: only when that did not succeed, or whatever became of it. */
export type WayDown = 'on-failure' | 'always';

/** The content of a file at an absolute path; null: there was none, and there must be none. */
export interface BoundFile {
  readonly path: string;
  readonly sha256: Sha256Hex | null;
}
