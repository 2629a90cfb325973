import * as z from 'zod';
import type { Finding } from '../../written/problem.ts';
import { findingsOf } from '../../written/zod-finding.ts';
import type { StepKinds } from '../steps/step.ts';
import { STEP_LISTS } from './construct/sequence.ts';
import { SLOT, type Slot } from './construct/slot.ts';
import {
  DEFAULT_BACKOFF_MS,
  fillingSchema,
  OF_THE_RUNBOOK,
  STANDS_FOR_OTHERS,
  type Step,
} from './construct/step.ts';
import { fillInNumbers, type UsedNumber } from './numbers/fill-in.ts';
import type { Numbers } from './numbers/source.ts';

/** What keyturn.yaml fills slots of one runbook with, by their names: steps as an author would write them. */
export type Fillings = Readonly<Record<string, unknown>>;

type Lists = Readonly<Partial<Record<(typeof STEP_LISTS)[number], readonly Step[] | undefined>>>;

/** The steps of the slots of a runbook: those of the installation, or what people do by hand. */
export interface Filler {
  /** The lists of an action with a step of a kind in the place of each slot. */
  fill<Action extends Lists>(action: Action): Action;
  /** Those of the fillings that are sound, as they are written. */
  readonly filled: Fillings;
  /** Numbers that stand in the place of references in them. */
  readonly numbers: readonly UsedNumber[];
  /** Names of slots that nobody has filled in. */
  readonly unfilled: readonly string[];
  readonly findings: readonly Finding[];
}

/** @param source where the numbers stand that fillings refer to */
export function createFiller(
  slots: Readonly<Record<string, Slot>>,
  fillings: Fillings,
  kinds: StepKinds,
  source: Numbers,
): Filler {
  const read = Object.keys(slots).flatMap((name) =>
    Object.hasOwn(fillings, name) ? [{ name, ...readFilling(name, fillings[name], kinds, source) }] : [],
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
    filled: Object.fromEntries([...filled.keys()].map((name) => [name, fillings[name]])),
    numbers: read.flatMap(({ numbers }) => numbers),
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

interface Read {
  /** Absent: it is not sound. */
  readonly step?: Step;
  readonly numbers: readonly UsedNumber[];
  readonly findings: readonly Finding[];
}

function readFilling(name: string, filling: unknown, kinds: StepKinds, source: Numbers): Read {
  const refuse = (findings: readonly Finding[]): Read => ({
    numbers: [],
    findings: findings.map((finding) => inSettings(name, finding)),
  });
  const foreign = foreignIn(name, filling, kinds);
  if (foreign.length > 0) return refuse(foreign);
  // Under its name, which every finding speaks of.
  const schema = z.strictObject({ [name]: fillingSchema(kinds) });
  const { value, used, findings } = fillInNumbers({ [name]: filling }, schema, source);
  if (findings.length > 0) return refuse(findings);
  const parsed = schema.safeParse(value);
  if (!parsed.success) return refuse(findingsOf(parsed.error.issues, schema, value));
  const numbers = used.map((number) => ({ ...number, path: ['slots', ...number.path] }));
  const step = parsed.data[name];
  return { ...(step === undefined ? {} : { step }), numbers, findings: [] };
}

/** What stands in a filling that only a runbook says. */
function foreignIn(name: string, filling: unknown, kinds: StepKinds): readonly Finding[] {
  if (typeof filling !== 'object' || filling === null) return [];
  const given = (key: string) => Object.hasOwn(filling, key);
  const others = STANDS_FOR_OTHERS.filter(given).map((key) => ({
    path: [name, key],
    message: `${key} stands for steps of a runbook, and fills in nothing.`,
    suggestion: `Write a step of one kind: ${[...kinds.keys()].join(', ')}.`,
  }));
  const own = OF_THE_RUNBOOK.filter(given);
  if (own.length === 0) return others;
  const message = `${own.join(' and ')} cannot be said there.`;
  const suggestion = 'Take it away: where and when the step stands is said by the runbook.';
  return [...others, { path: [name], message, suggestion }];
}

/** It stands in another file: the place is said in words, and shown at the slot. */
function inSettings(name: string, { path, message, suggestion }: Finding): Finding {
  const [, ...inside] = path.map(String);
  const place = [`slots.${name} of the system in keyturn.yaml`, ...inside].join(', ');
  return { path: ['slots', name], message: `${place}: ${message}`, suggestion };
}
