import * as z from 'zod';
import { duration, timeLimit } from '../../../duration.ts';
import { besideOtherFaults } from '../../../written/beside.ts';
import { words } from '../../../written/words.ts';
import { type WrittenCondition, writtenCondition } from '../../plan/condition.ts';
import type { WrittenMeter } from '../../plan/meter.ts';
import type { Effect, Poll } from '../../plan/plan.ts';
import type { StepKinds } from '../../steps/step.ts';
import { fieldName, sentence, slug, sourceLines, title } from './entry.ts';
import { INCLUDE, type Inclusion, inclusion } from './inclusion.ts';
import { outcomeName } from './outcome.ts';
import { REVERT } from './revert.ts';
import { SLOT } from './slot.ts';

export const EFFECTS = ['pure', 'idempotent', 'probeable', 'unsafe'] as const satisfies readonly Effect[];

/** Before the second attempt, where the author says nothing else. */
export const DEFAULT_BACKOFF_MS = 1_000;

const commonFields = {
  id: slug
    .optional()
    .meta({ description: 'Name for `when` and `{{ steps.<id>… }}`; default step-<number>.' }),
  title: title.optional(),
  source: sourceLines,
  notes: z.array(sentence).optional(),
  effect: z.enum(EFFECTS).optional().meta({ description: 'What a crash in the middle means.' }),
  timeout: timeLimit.optional(),
  output: z
    .union([z.literal('withheld'), z.strictObject({ only: z.array(fieldName).min(1).max(20) })])
    .optional()
    .meta({
      description:
        'For a step whose output is a secret: it is neither stored nor shown; with `only`, nothing but what `find` finds under these names.',
    }),
  retry: z.strictObject({ attempts: z.int().min(2).max(10), backoff: duration.optional() }).optional(),
  poll: z
    .strictObject({
      every: duration,
      for: duration,
      show: words({ longest: 200 })
        .optional()
        .meta({ description: 'What it has found so far, on the card: "{{ steps.<its own id>.… }} of 3".' }),
      progress: z
        .strictObject({
          done: z.string().min(1),
          total: z.union([z.string().min(1), z.number().positive().transform(String)]),
          failed: z.string().min(1).optional().meta({ description: 'Beside what is done, not among it.' }),
          unit: words({ longest: 30 }).optional().meta({ description: 'What is counted, e.g. accounts.' }),
        })
        .optional()
        .meta({ description: 'How far a long job is, drawn as a bar: "{{ steps.<its own id>.… }}".' }),
      otherwise: outcomeName
        .optional()
        .meta({ description: 'The outcome once its time is up. Unless given, the step has failed then.' }),
    })
    .optional()
    .meta({ description: 'Looks again until what is expected holds, at most for so long.' }),
  when: z
    .union([z.strictObject({ step: slug, is: slug }), writtenCondition])
    .optional()
    .meta({ description: 'Only when that branch chose this, or when a value compares so.' }),
};

/** How a step looks again, and how its author says what it has found so far. */
export interface WrittenPoll extends Pick<Poll, 'everyMs' | 'forMs' | 'otherwise'> {
  readonly show?: string;
  readonly progress?: WrittenMeter;
}

/** One step of an action: what it does, under the key of its kind, and how it is handled. */
export interface Step {
  readonly kind: string;
  /** The kind's own value, already checked by the kind's schema. */
  readonly written: unknown;
  readonly id: string | undefined;
  readonly title: string | undefined;
  readonly source: string | undefined;
  readonly notes: readonly string[];
  readonly effect: Effect | undefined;
  readonly timeoutMs: number | undefined;
  /** The slot that it stands in, whoever has filled that in. Absent: none. */
  readonly slot?: string;
  /** It includes what takes its action back, under a name that the author has written only there. Absent: it does not. */
  readonly takesBack?: true;
  /** A person changes something by hand: a slot that nobody has filled in. */
  readonly byHand?: true;
  /** What it prints is neither stored nor shown, but for what is found under these names. Absent: all of it is. */
  readonly kept?: readonly string[];
  readonly attempts: number;
  readonly backoffMs: number;
  readonly poll?: WrittenPoll;
  readonly when:
    | { readonly step: string; readonly choice: string }
    | { readonly condition: WrittenCondition }
    | null;
}

/** What a step includes; undefined where it does something itself. */
export function inclusionOf({ kind, written }: Pick<Step, 'kind' | 'written'>): Inclusion | undefined {
  // Read by its schema when the step was.
  return kind === INCLUDE ? (written as Inclusion) : undefined;
}

type WrittenStep = z.output<z.ZodObject<typeof commonFields>> & Readonly<Record<string, unknown>>;

/** What stands in a step in the place of a kind, for other steps. */
const STANDING_IN = {
  [SLOT]: slug.optional().meta({ description: 'A step that each installation fills in.' }),
  [INCLUDE]: inclusion.optional().meta({ description: 'The steps of another action.' }),
  [REVERT]: z
    .literal(true)
    .optional()
    .meta({ description: 'In `onFailure`: the steps of the action that takes this one back.' }),
};

/** The schema of a step: the common fields and exactly one of the given kinds, or what stands for other steps. */
export function stepSchema(kinds: StepKinds): z.ZodType<Step> {
  return schemaOf({ ...commonFields, ...STANDING_IN }, kinds, Object.keys(STANDING_IN));
}

/** What of a step only the runbook says, whoever fills it in. */
export const OF_THE_RUNBOOK = ['id', 'title', 'source', 'when', SLOT] as const;
/** What fills in nothing: it stands for steps of a runbook. */
export const STANDS_FOR_OTHERS = [INCLUDE, REVERT] as const;

/** The schema of what fills a slot in: a step of a kind, and how it is handled. */
export function fillingSchema(kinds: StepKinds): z.ZodType<Step> {
  const { id: _id, title: _title, source: _source, when: _when, ...handled } = commonFields;
  return schemaOf(handled, kinds, []);
}

function schemaOf(fields: z.ZodRawShape, kinds: StepKinds, others: readonly string[]): z.ZodType<Step> {
  const names = [...kinds.keys(), ...others];
  const written = [...kinds.values()].map(
    ({ kind, written, summary }) => [kind, written.optional().meta({ description: summary })] as const,
  );
  return z
    .strictObject({ ...fields, ...Object.fromEntries(written) })
    .superRefine((value, context) => {
      const given = names.filter((name) => name in value);
      if (given.length === 1) return;
      context.addIssue({
        code: 'custom',
        message:
          given.length === 0 ? 'a step without a kind' : `a step with two kinds: ${given.join(' and ')}`,
        params: { suggestion: `Give each step exactly one of: ${names.join(', ')}.` },
      });
    }, besideOtherFaults())
    .transform((value) => toStep(value as WrittenStep, names));
}

function toStep(value: WrittenStep, names: readonly string[]): Step {
  const kind = names.find((name) => name in value) ?? '';
  return {
    kind,
    written: value[kind],
    id: value.id,
    title: value.title,
    source: value.source,
    notes: value.notes ?? [],
    effect: value.effect,
    timeoutMs: value.timeout,
    ...(value.output === undefined ? {} : { kept: value.output === 'withheld' ? [] : value.output.only }),
    attempts: value.retry?.attempts ?? 1,
    backoffMs: value.retry?.backoff ?? DEFAULT_BACKOFF_MS,
    ...(value.poll === undefined ? {} : { poll: pollOf(value.poll) }),
    when: whenOf(value.when),
  };
}

function pollOf({
  every,
  for: time,
  show,
  progress,
  otherwise,
}: NonNullable<WrittenStep['poll']>): WrittenPoll {
  return {
    everyMs: every,
    forMs: time,
    ...(show === undefined ? {} : { show }),
    ...(progress === undefined ? {} : { progress }),
    ...(otherwise === undefined ? {} : { otherwise }),
  };
}

function whenOf(when: WrittenStep['when']): Step['when'] {
  if (when === undefined) return null;
  return 'step' in when ? { step: when.step, choice: when.is } : { condition: when };
}
