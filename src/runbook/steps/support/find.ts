import * as z from 'zod';
import { compileSearch } from '../../../pattern/search.ts';
import { rendered } from '../../../terminal/render.ts';
import { fieldName } from '../../definition/construct/entry.ts';
import type { ResultShape } from '../step.ts';

/** So much of the end of what was printed is looked through: the time grows with it and with the size of a pattern. */
export const SEARCHED = 32_000;
const LONGEST_VALUE = 1_000;

/** Names, each with a pattern whose one group is the value. */
export type Findings = Readonly<Record<string, string>>;

export const findings: z.ZodType<Findings> = z
  .record(
    fieldName,
    z.string().superRefine((source, context) => {
      const search = compileSearch(source, SEARCHED);
      if (!('why' in search)) return;
      const message = `'${source}' ${search.why}`;
      context.addIssue({ code: 'custom', message, params: { suggestion: search.instead } });
    }),
  )
  .refine((all) => Object.keys(all).length > 0, 'it names nothing to find');

/** What was found; or why it cannot be told, in words that stand as a sentence of their own. */
export type Found = { readonly found: Readonly<Record<string, string>> } | { readonly problem: string };

/**
 * Looks for each value in the lines of the end of an output, as a terminal would show them. A value that stands in no line is
 * missing, and one that stands there in two forms is not known: which of them is meant is not ours to say.
 */
export function findIn(output: string, wanted: Findings): Found {
  const lines = rendered(output).slice(-SEARCHED).split('\n');
  const found: Record<string, string> = {};
  for (const [name, source] of Object.entries(wanted)) {
    const search = compileSearch(source, SEARCHED);
    // A plan may be older than a rule about patterns.
    if ('why' in search) return { problem: `the pattern for ${name} ${search.why}` };
    const values = new Set(lines.flatMap((line) => search.valueIn(line)?.trim() ?? []));
    const [value, other] = values;
    if (value === undefined || value === '') return { problem: `no line fits ${source} (${name})` };
    if (other !== undefined)
      return { problem: `its lines give more than one ${name}: ${short(value)} and ${short(other)}` };
    if (value.length > LONGEST_VALUE)
      return { problem: `its ${name} is longer than ${LONGEST_VALUE} characters` };
    found[name] = value;
  }
  return { found };
}

/** The fields of a result. */
export function foundBy(searched: Found | undefined): { readonly found?: Readonly<Record<string, string>> } {
  return searched !== undefined && 'found' in searched ? { found: searched.found } : {};
}

/** What later steps find of it. */
export function foundShape(find: Findings | undefined): { readonly [field: string]: ResultShape } {
  if (find === undefined) return {};
  return { found: Object.fromEntries(Object.keys(find).map((name) => [name, 'always' as const])) };
}

/** For the card, a line each. */
export function describeFindings(find: Findings = {}): readonly string[] {
  return Object.entries(find).map(([name, pattern]) => `finds ${name} by ${pattern}`);
}

function short(value: string): string {
  return value.length > 60 ? `${value.slice(0, 59)}…` : value;
}
