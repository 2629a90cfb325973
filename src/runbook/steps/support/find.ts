import * as z from 'zod';
import { MOST_WORK } from '../../../pattern/pattern.ts';
import { compileSearch } from '../../../pattern/search.ts';
import { rendered } from '../../../terminal/render.ts';
import { cut } from '../../../values/cut.ts';
import { fieldName } from '../../definition/construct/entry.ts';
import type { ResultShape } from '../step.ts';

/** So much of the end of what was printed is looked through: the time grows with it and with the size of a pattern. */
export const SEARCHED = 32_000;
const LONGEST_VALUE = 1_000;

/** Names, each with a pattern whose one group is the value. */
export type Patterns = Readonly<Record<string, string>>;

export const patterns: z.ZodType<Patterns> = z
  .record(
    fieldName,
    z.string().superRefine((source, context) => {
      const search = compileSearch(source, SEARCHED);
      if (!('why' in search)) return;
      const message = `'${source}' ${search.why}`;
      context.addIssue({ code: 'custom', message, params: { suggestion: search.instead } });
    }),
  )
  .refine((all) => Object.keys(all).length > 0, 'it names nothing to find')
  .refine((all) => sizeOf(Object.values(all)) * SEARCHED <= MOST_WORK, {
    message: 'to look for all of them takes too long',
    params: { suggestion: 'Find fewer values in one step, or write shorter patterns.' },
  });

/** Nothing else has a turn meanwhile: what is true of one pattern is true of all that one step has. */
function sizeOf(sources: readonly string[]): number {
  return sources
    .map((source) => compileSearch(source, SEARCHED))
    .reduce((sum, search) => sum + ('size' in search ? search.size : 0), 0);
}

/** What was found; or why it cannot be told, in words that stand as a sentence of their own. */
export type Found = { readonly found: Readonly<Record<string, string>> } | { readonly problem: string };

/**
 * Looks for each value in the whole lines of the end of an output, as a terminal would show them. A value that stands in none is
 * missing, and one that stands there in two forms is not known: which of them is meant is not ours to say.
 */
export function findIn(output: string, wanted: Patterns): Found {
  const lines = lastLines(rendered(output));
  const found: Record<string, string> = {};
  for (const [name, source] of Object.entries(wanted)) {
    const search = compileSearch(source, SEARCHED);
    // A plan may be older than a rule about patterns.
    if ('why' in search) return { problem: `the pattern for ${name} ${search.why}` };
    const values = new Set(
      lines
        .flatMap((line) => search.valuesIn(line))
        .map((value) => value.trim())
        .filter(Boolean),
    );
    const [value, other] = values;
    if (value === undefined) return { problem: `no line fits ${source} (${name})` };
    if (other !== undefined)
      return { problem: `its lines give more than one ${name}: ${short(value)} and ${short(other)}` };
    if (value.length > LONGEST_VALUE)
      return { problem: `its ${name} is longer than ${LONGEST_VALUE} characters` };
    found[name] = value;
  }
  return { found };
}

/** A line that begins before what is looked through is left out: half of a value looks like one. */
function lastLines(text: string): readonly string[] {
  const from = text.length - SEARCHED;
  if (from <= 0) return text.split('\n');
  const begin = text.indexOf('\n', from - 1);
  return begin < 0 ? [] : text.slice(begin + 1).split('\n');
}

/** The fields of a result. */
export function foundBy(searched: Found | undefined): { readonly found?: Readonly<Record<string, string>> } {
  return searched !== undefined && 'found' in searched ? { found: searched.found } : {};
}

/** What later steps find of it. */
export function foundShape(find: Patterns | undefined): { readonly [field: string]: ResultShape } {
  if (find === undefined) return {};
  return { found: Object.fromEntries(Object.keys(find).map((name) => [name, 'always' as const])) };
}

/** For the card, a line each. */
export function describePatterns(find: Patterns = {}): readonly string[] {
  return Object.entries(find).map(([name, pattern]) => `finds ${name} by ${pattern}`);
}

function short(value: string): string {
  return cut(value, 60);
}
