import type { Json } from '../../canonical.ts';
import { OpsError } from '../../errors.ts';
import { jsonText } from '../../values/json.ts';
import type { StepKind, StepKinds } from '../steps/step.ts';
import { describePolicy } from './describe-policy.ts';
import { directionInWords } from './direction.ts';
import { durationWords } from './duration-words.ts';
import { type GivingWayKeys, givingWayOf, sameIn } from './giving-way.ts';
import type {
  Effect,
  Plan,
  PlannedInclusion,
  PlannedNumber,
  PlannedStep,
  SharedCooldown,
  WayDown,
} from './plan.ts';
import { type PlanPolicy, planPolicy } from './plan-policy.ts';
import { revertInWords } from './revert.ts';
import { takingBackInWords } from './taking-back.ts';
import { whenInWords } from './when.ts';

/** A heading and its lines, plain text; renderers neutralize it for their platform. */
export interface PlanSection {
  readonly title: string;
  readonly lines: readonly string[];
  /** Those of them that say what it does: the rest is for a second look. Absent: all of them do. */
  readonly brief?: readonly string[];
}

const EFFECT_WORDS: Readonly<Record<Effect, string>> = {
  pure: 'reads only',
  idempotent: 'may be repeated without harm',
  probeable: 'changes something; after a crash it is checked, not repeated',
  unsafe: 'changes something; after a crash a person decides',
};

/** What exactly would happen, for people who must decide on it. First the whole, then a section a step. */
export function describePlan(plan: Plan, kinds: StepKinds): readonly PlanSection[] {
  return [overview(plan), ...plan.steps.map((step, index) => stepSection(step, index, kinds))];
}

function overview(plan: Plan): PlanSection {
  const lines = [
    `Action: ${plan.action}${plan.source === '' ? '' : ` (${plan.source})`}`,
    `Risk: ${plan.risk}; environment: ${plan.environment}`,
    `Approval: ${describePolicy(planPolicy(plan))}`,
    ...takingBackInWords(plan.takesBack),
    ...(plan.direction === undefined ? [] : [directionInWords(plan.direction)]),
    ...beneficiariesInWords(plan),
    ...Object.entries(plan.params).map(([name, value]) => `${name} = ${paramInWords(plan, name, value)}`),
    ...Object.entries(plan.run ?? {}).map(([name, value]) => `run.${name} = ${value}`),
    ...plan.targets.map((target) => `Touches: ${target}`),
    ...(plan.numbers ?? []).map(numberInWords),
    ...(plan.includes ?? []).map(inclusionInWords),
    ...guards(plan),
    ...endsInWords(plan),
    ...(plan.revert === undefined ? [] : [revertInWords(plan.revert)]),
    ...(plan.notes ?? []).map((note) => `Note: ${note}`),
  ];
  return { title: plan.mode === 'dry-run' ? `Dry run: ${plan.title}` : plan.title, lines };
}

type Guarded = Pick<Plan, 'requires' | 'lock' | 'cooldownMs' | 'cooldowns' | keyof GivingWayKeys>;

/**
 * What must hold before something runs, and who must agree, in sentences; none where nothing must.
 * @param policies those of which one will count
 */
export function conditionsOf(guarded: Guarded, policies: readonly (PlanPolicy | null)[]): readonly string[] {
  const said = new Set(policies.flatMap((policy) => (policy === null ? [] : [describePolicy(policy)])));
  return [...(said.size === 0 ? [] : [`Approval: ${[...said].join('; or ')}`]), ...guards(guarded)];
}

function guards(guarded: Guarded): readonly string[] {
  const { requires, lock, cooldownMs, cooldowns = [] } = guarded;
  const { to } = givingWayOf(guarded);
  return [
    ...requires.map(
      (need) =>
        `Needs: ${need.action} ended as ${need.outcome} within the last ${durationWords(need.withinMs)}${
          need.after === undefined
            ? ''
            : `, begun after the last ${[need.after, ...(need.afterAlso ?? [])].join(' or ')}`
        }${need.same === undefined ? '' : `, of the same ${need.same.join(' and ')}`}`,
    ),
    ...(lock === null ? [] : [`One run at a time holds: ${lock}`]),
    ...(cooldownMs === null ? [] : [`Not again within ${durationWords(cooldownMs)}`]),
    ...cooldowns.map(sharedInWords),
    ...(to.length === 0
      ? []
      : [
          `Gives way, where one begins after this was asked for, to: ${to.map((one) => yieldedInWords(guarded, one)).join(', ')}`,
        ]),
  ];
}

/** `demo:pause`, or `demo:pause of the same job`. */
function yieldedInWords(guarded: Guarded, action: string): string {
  const same = sameIn(guarded, action);
  return same.length === 0 ? action : `${action} of the same ${same.join(' and ')}`;
}

function sharedInWords({ action, ms, also }: SharedCooldown): string {
  return `Not within ${durationWords(ms)} after ${[action, ...also].join(' or ')}`;
}

/** What it is and where it stands: `limits.spend.max = 5000 (Spend a day, from vars.spend)`. */
function numberInWords({ name, value, title, from }: PlannedNumber): string {
  const about = [title, ...(from === undefined ? [] : [`from ${from}`])].filter(Boolean).join(', ');
  return `${name} = ${typeof value === 'string' ? value : jsonText(value)}${about === '' ? '' : ` (${about})`}`;
}

/** What it includes, as which step, and with which values. */
function inclusionInWords({ step, action, title, params }: PlannedInclusion): string {
  const given = Object.entries(params).map(([name, value]) => `${name} = ${jsonText(value)}`);
  return `Includes ${title} (${action}) as ${step}${given.length === 0 ? '' : `, with ${given.join(', ')}`}`;
}

/** What its author says of its ends, and what is offered then. */
function endsInWords({ outcomes = {}, next = [] }: Plan): readonly string[] {
  return [
    ...Object.entries(outcomes).map(
      ([name, { severity, says }]) => `Ends as ${name}: ${[severity, says].filter(Boolean).join('. ')}`,
    ),
    ...next.map(({ title, action, after }) => {
      const when = 'outcome' in after ? `after ${after.outcome}` : `where "${after.check}" does not hold`;
      return `Offers next, ${when}: ${title} (${action})`;
    }),
  ];
}

/** A value of a plan for people: somebody by their name, and the id that stands for them. */
function paramInWords({ people = {} }: Plan, name: string, value: Json): string {
  const called = Object.hasOwn(people, name) ? people[name] : undefined;
  return called === undefined ? jsonText(value) : `${called} (${String(value)})`;
}

function beneficiariesInWords(plan: Plan): readonly string[] {
  const { people = {}, params } = plan;
  const beneficiaries = planPolicy(plan)?.policy.beneficiaries ?? [];
  return beneficiaries.map((id) => {
    const param = Object.keys(people).find((name) => params[name] === id) ?? '';
    return `Benefits: ${people[param] ?? id}, who can neither approve nor review it`;
  });
}

const PHASE_WORDS: Readonly<Record<WayDown, string>> = { 'on-failure': 'If it fails', always: 'In any case' };

/** The title of a step, and when it runs where that is not a matter of course. */
export function stepTitle({ title, phase }: Pick<PlannedStep, 'title' | 'phase'>): string {
  return phase === undefined ? title : `${PHASE_WORDS[phase]}: ${title}`;
}

function stepSection(step: PlannedStep, index: number, kinds: StepKinds): PlanSection {
  const kind = kinds.get(step.kind);
  const said = describedBy(kind, step.spec);
  const lacks = unreadyInWords(step);
  const described = [...lacks, ...said.described];
  const brief = [...lacks, ...said.brief];
  return {
    title: `${index + 1}. ${stepTitle(step)}${step.source === undefined ? '' : ` (${step.source})`}`,
    brief,
    lines: [
      ...described,
      `${step.kind}: ${step.byHand ? 'a person changes something' : EFFECT_WORDS[step.effect]}${kind?.printed === undefined ? '' : `; stops after ${durationWords(step.timeoutMs)}`}${againInWords(step)}`,
      ...withheldInWords(step),
      ...(step.when === null ? [] : [`Only when ${whenInWords(step.when)}`]),
      ...boundInWords(step),
      ...(step.secrets.length > 0 ? [`Uses secrets: ${step.secrets.join(', ')}`] : []),
    ],
  };
}

/** What a plan of another version keeps may be unknown here; whoever looks at it sees that, and what it is. */
function describedBy(
  kind: StepKind | undefined,
  spec: Json,
): { readonly described: readonly string[]; readonly brief: readonly string[] } {
  const all = (described: readonly string[]) => ({ described, brief: described });
  // Nothing of it could be settled.
  if (spec === null) return all([]);
  if (kind === undefined) return all([jsonText(spec)]);
  try {
    const described = kind.describe(spec);
    return { described, brief: kind.brief?.(spec) ?? described };
  } catch (error) {
    if (!(error instanceof OpsError)) throw error;
    return all([error.refusal.why, jsonText(spec)]);
  }
}

/** What a step of an emergency lacks, and what that means for it. */
function unreadyInWords({ unready }: PlannedStep): readonly string[] {
  return unready === undefined ? [] : [`This step will fail at its turn: ${unready.why}`];
}

function withheldInWords({ output }: PlannedStep): readonly string[] {
  if (output === undefined) return [];
  const kept = output === 'withheld' ? '' : `, but for what it finds as ${output.only.join(', ')}`;
  return [`What it prints is withheld: neither stored nor shown${kept}`];
}

function againInWords({ attempts, backoffMs, poll }: PlannedStep): string {
  if (poll !== undefined) {
    const shown = poll.show === undefined ? '' : `, and shows: ${poll.show.says}`;
    const bar = poll.progress === undefined ? '' : `, and draws a bar: ${poll.progress.says}`;
    const late = poll.otherwise === undefined ? '' : `, then ends as ${poll.otherwise}`;
    return `; looks again every ${durationWords(poll.everyMs)} until it succeeds, for up to ${durationWords(poll.forMs)}${late}${shown}${bar}`;
  }
  return attempts > 1 ? `; up to ${attempts} attempts, ${durationWords(backoffMs)} apart` : '';
}

function boundInWords({ files = [], unbound = [] }: PlannedStep): readonly string[] {
  const bound = files.flatMap(({ path, sha256 }) =>
    sha256 === null ? [] : [`${path.split('/').slice(-2).join('/')} ${sha256.slice(0, 8)}`],
  );
  return [
    ...(bound.length === 0 ? [] : [`runs only with this content: ${bound.join(', ')}`]),
    ...(unbound.length === 0 ? [] : [`content not bound: ${unbound.join(', ')}`]),
  ];
}
