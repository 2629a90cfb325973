import type { Finding } from '../../written/problem.ts';
import { findingsOf } from '../../written/zod-finding.ts';
import type { StepKinds } from '../steps/step.ts';
import { STEP_LISTS } from './construct/sequence.ts';
import { SLOT, type Slot } from './construct/slot.ts';
import { DEFAULT_BACKOFF_MS, type Step, stepSchema } from './construct/step.ts';

/** What keyturn.yaml fills slots of one runbook with, by their names: steps as an author would write them. */
export type Fillings = Readonly<Record<string, unknown>>;

type Lists = Readonly<Partial<Record<(typeof STEP_LISTS)[number], readonly Step[] | undefined>>>;

/** The steps of the slots of a runbook: those of the installation, or what people do by hand. */
export interface Filler {
  /** The lists of an action with a step of a kind in the place of each slot. */
  fill<Action extends Lists>(action: Action): Action;
  /** Names of slots that nobody has filled in. */
  readonly unfilled: readonly string[];
  readonly findings: readonly Finding[];
}

export function createFiller(
  slots: Readonly<Record<string, Slot>>,
  fillings: Fillings,
  kinds: StepKinds,
): Filler {
  const read = Object.keys(slots).flatMap((name) =>
    Object.hasOwn(fillings, name) ? [{ name, ...readFilling(name, fillings[name], kinds) }] : [],
  );
  const filled = new Map(
    read.flatMap(({ name, step }) => (step === undefined ? [] : [[name, step] as const])),
  );

  const stepOf = (step: Step): Step => {
    if (step.kind !== SLOT) return step;
    const name = String(step.written);
    const slot = Object.hasOwn(slots, name) ? slots[name] : undefined;
    const filling = filled.get(name);
    if (filling === undefined) return byHand(step, slot ?? UNKNOWN);
    const { id, when, source } = step;
    const notes = [...step.notes, ...filling.notes];
    return {
      ...{ ...filling, id, when, notes, slot: name },
      source: source ?? slot?.source,
      title: step.title ?? slot?.title,
    };
  };
  return {
    fill(action) {
      const lists = STEP_LISTS.flatMap((list) => {
        const steps = action[list];
        return steps?.some(({ kind }) => kind === SLOT) ? [[list, steps.map(stepOf)] as const] : [];
      });
      return lists.length === 0 ? action : { ...action, ...Object.fromEntries(lists) };
    },
    unfilled: Object.keys(slots).filter((name) => !Object.hasOwn(fillings, name)),
    findings: read.flatMap(({ findings }) => findings),
  };
}

/** Stands in for a slot that the runbook does not have, which is a finding of its own. */
const UNKNOWN: Slot = { title: 'Unknown', manual: 'Unknown', evidence: 'required' };

/** Nobody is alone with it: whoever asked for the run has somebody else confirm it. */
function byHand(step: Step, slot: Slot): Step {
  const title = step.title ?? slot.title;
  const { manual: question, evidence, of } = slot;
  const { id, when } = step;
  // How it is handled is said by whoever fills it in.
  const handled = { effect: undefined, timeoutMs: undefined, attempts: 1, backoffMs: DEFAULT_BACKOFF_MS };
  return {
    ...{ ...handled, id, when },
    slot: String(step.written),
    byHand: true,
    kind: 'confirm',
    written: { question, evidence, notRequester: true, ...(of === undefined ? {} : { of }) },
    title: `By hand: ${title}`,
    source: step.source ?? slot.source,
    notes: [
      ...step.notes,
      `Nobody has filled in "${title}" here: it is done by hand, and somebody else than the requester says that it was.`,
    ],
  };
}

/** What belongs to the runbook and not to whoever fills it in. */
const OF_THE_RUNBOOK = ['id', 'title', 'source', 'when', SLOT];

function readFilling(
  name: string,
  filling: unknown,
  kinds: StepKinds,
): { readonly step?: Step; readonly findings: readonly Finding[] } {
  const schema = stepSchema(kinds);
  const parsed = schema.safeParse(filling);
  const place = `slots.${name} of the system in keyturn.yaml`;
  if (!parsed.success) {
    const findings = findingsOf(parsed.error.issues, schema, filling).map((finding) => ({
      path: ['slots', name],
      message: `${[place, ...finding.path.map(String)].join(', ')}: ${finding.message}`,
      suggestion: finding.suggestion,
    }));
    return { findings };
  }
  const foreign = OF_THE_RUNBOOK.filter((key) => Object.hasOwn(filling as object, key));
  if (foreign.length === 0 && !kinds.has(parsed.data.kind)) {
    const message = `${place}: ${parsed.data.kind} stands for steps of a runbook, and fills in nothing.`;
    const suggestion = `Write a step of one kind: ${[...kinds.keys()].join(', ')}.`;
    return { findings: [{ path: ['slots', name], message, suggestion }] };
  }
  if (foreign.length === 0) return { step: parsed.data, findings: [] };
  const message = `${place}: ${foreign.join(' and ')} cannot be said there.`;
  const suggestion = 'Take it away: where and when the step stands is said by the runbook.';
  return { findings: [{ path: ['slots', name], message, suggestion }] };
}
