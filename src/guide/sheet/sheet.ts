import * as z from 'zod';

/** The collections of a runbook whose items can be worked through. */
export const GUIDED = ['checklists', 'procedures', 'decisions', 'troubleshooting'] as const;
export type Guided = (typeof GUIDED)[number];

/** What people call one of each. */
export const NOUNS = {
  checklists: 'checklist',
  procedures: 'procedure',
  decisions: 'decision',
  troubleshooting: 'symptom',
} as const satisfies Readonly<Record<Guided, string>>;

/**
 * What is worked through, as the runbook had it when it was started. Checklists, procedures and trees are the same here: items, each
 * with its rank, and with the answer or end of another that it depends on.
 */
export interface Sheet {
  /** `shop:checklists/morning` */
  readonly ref: string;
  readonly system: string;
  readonly kind: Guided;
  readonly title: string;
  /** Digest of the runbook. */
  readonly version: string;
  readonly source: string;
  /** What people read before they begin. */
  readonly about: readonly string[];
  readonly items: readonly Item[];
}

export interface Item {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly section: string;
  /** It may begin once all of lower ranks are settled. */
  readonly rank: number;
  /** When it is due at all; null: always. */
  readonly due: Due | null;
  readonly work: Work;
  /** Actions that show what a person needs to judge it, by their references. */
  readonly shows: readonly Named[];
  readonly evidence: 'none' | 'optional' | 'required';
  /** Somebody else confirms it as well. */
  readonly twoPeople: boolean;
  /** Roles one of which whoever says it must hold; empty: anybody. */
  readonly of: readonly string[];
  /** It may be skipped, with a reason. */
  readonly skippable: boolean;
  /** Guides that are offered where it fails. */
  readonly remedies: readonly Named[];
  readonly notes: readonly string[];
}

/** Something else of the runbook, by its reference and what people call it. */
export interface Named {
  readonly ref: string;
  readonly title: string;
}

/** What decides an item. */
export type Work =
  | {
      readonly by: 'action';
      readonly action: Named;
      /** Label of the one check of it that decides; null: how it ends. */
      readonly check: string | null;
      /** It only looks and takes nothing: it begins with the guide. */
      readonly automatic: boolean;
      /** What it came to has to be good; otherwise it has to have come to its end. */
      readonly judged: boolean;
    }
  | { readonly by: 'person'; readonly question: string }
  | { readonly by: 'answer'; readonly question: string; readonly choices: readonly Choice[] }
  | { readonly by: 'guide'; readonly guide: Named };

export interface Choice {
  readonly id: string;
  readonly label: string;
  /** What whoever chose it is told. */
  readonly tell: string;
}

/** An item is due as an earlier one ended, or as a person says. */
export type Due =
  | { readonly item: string; readonly is: string }
  | { readonly asked: string; readonly of: readonly string[] };

const named = z.strictObject({ ref: z.string(), title: z.string() });

const work: z.ZodType<Work> = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('action'),
    action: named,
    check: z.string().nullable(),
    automatic: z.boolean(),
    judged: z.boolean(),
  }),
  z.strictObject({ by: z.literal('person'), question: z.string() }),
  z.strictObject({
    by: z.literal('answer'),
    question: z.string(),
    choices: z.array(z.strictObject({ id: z.string(), label: z.string(), tell: z.string() })),
  }),
  z.strictObject({ by: z.literal('guide'), guide: named }),
]);

const stored: z.ZodType<Sheet> = z.strictObject({
  ref: z.string(),
  system: z.string(),
  kind: z.enum(GUIDED),
  title: z.string(),
  version: z.string(),
  source: z.string(),
  about: z.array(z.string()),
  items: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      source: z.string(),
      section: z.string(),
      rank: z.number(),
      due: z
        .union([
          z.strictObject({ item: z.string(), is: z.string() }),
          z.strictObject({ asked: z.string(), of: z.array(z.string()) }),
        ])
        .nullable(),
      work,
      shows: z.array(named),
      evidence: z.enum(['none', 'optional', 'required']),
      twoPeople: z.boolean(),
      of: z.array(z.string()),
      skippable: z.boolean(),
      remedies: z.array(named),
      notes: z.array(z.string()),
    }),
  ),
});

/** The sheet that was kept as JSON; undefined where that is none. */
export function sheetIn(kept: unknown): Sheet | undefined {
  return stored.safeParse(kept).data;
}
