import type { Json } from '../canonical.ts';
import type { Field } from '../chat/card.ts';
import { directionInWords } from '../runbook/plan/direction.ts';
import type { Plan, PlannedStep } from '../runbook/plan/plan.ts';
import { takingBackInWords } from '../runbook/plan/taking-back.ts';
import { jsonText } from '../values/json.ts';
import type { CataloguePort } from './services.ts';

export interface StepLines {
  readonly title: string;
  readonly lines: readonly string[];
  /** Those that must be seen at the first look; absent: all of them. */
  readonly brief?: readonly string[];
  /** False for a step that only looks. */
  readonly changes: boolean;
}

/** What a document says would be done, ready to be shown. */
export interface PlanLines {
  readonly steps: readonly StepLines[];
  readonly risk: string | undefined;
  readonly targets: readonly string[];
  readonly params: readonly Field[];
  readonly source: string;
  /** Which emergencies it takes back, a sentence each. Absent: it says of none. */
  readonly takesBack?: readonly string[];
  /** Which way its change goes, where who approves hangs on that. */
  readonly direction?: string;
}

/** The plan inside an approved document, if that is what was approved. */
export function planOf(document: Json): Plan | undefined {
  if (document === null || typeof document !== 'object' || Array.isArray(document)) return undefined;
  const { plan } = document as { readonly plan?: Plan };
  return plan?.version === 1 ? plan : undefined;
}

export function planLines(document: Json, describe: CataloguePort['describe']): PlanLines {
  const plan = planOf(document);
  if (plan === undefined) {
    const lines = sayingsOf(document) ?? jsonText(document, 2).split('\n');
    return {
      steps: [{ title: 'What would be done', lines, changes: true }],
      risk: undefined,
      targets: [],
      params: [],
      source: '',
    };
  }
  return linesOfPlan(plan, describe);
}

export function linesOfPlan(plan: Plan, describe: CataloguePort['describe']): PlanLines {
  return {
    // The first section repeats what the fields of the card say.
    steps: describe(plan)
      .slice(1)
      .map((section, index) => ({ ...section, changes: changes(plan.steps[index]) })),
    risk: plan.risk,
    targets: plan.targets,
    params: paramFields(plan),
    source: plan.source,
    ...(plan.takesBack === undefined ? {} : { takesBack: takingBackInWords(plan.takesBack) }),
    ...(plan.direction === undefined ? {} : { direction: directionInWords(plan.direction) }),
  };
}

function changes(step: PlannedStep | undefined): boolean {
  return step?.effect !== 'pure' || step.byHand === true;
}

/** What a document that is no plan says of itself to whoever approves it. */
function sayingsOf(document: Json): readonly string[] | undefined {
  if (document === null || typeof document !== 'object' || Array.isArray(document)) return undefined;
  const { says } = document as { readonly says?: Json };
  return Array.isArray(says) && says.every((line) => typeof line === 'string') ? says : undefined;
}

/** Each parameter with its value as it was given; a person by their name as well. */
export function paramFields({ params, people = {} }: Pick<Plan, 'params' | 'people'>): readonly Field[] {
  return Object.entries(params).map(([label, value]) => {
    const given = typeof value === 'string' ? value : jsonText(value);
    const called = Object.hasOwn(people, label) ? people[label] : undefined;
    return { label, value: called === undefined ? given : `${called} (${given})` };
  });
}
