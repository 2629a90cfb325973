import type { Json } from '../../canonical.ts';
import type { Block } from '../../chat/card.ts';
import { exactTime } from '../../chat/time-text.ts';
import { valueInWords } from '../../runbook/plan/value-text.ts';
import type { StepRun } from '../../runbook/run/step-run.ts';
import { readInstant } from '../../values/instant.ts';

/** So many checks that hold stand beside those that do not; more of them are folded. */
const MOST_BESIDE = 3;

/** The checks of the assert steps, a table each, what does not hold first; nothing for other steps: their output is shown. */
export function checkTables(
  steps: readonly Pick<StepRun, 'result'>[],
  titleOf: (index: number) => string,
): readonly Block[] {
  const tables = steps.flatMap(({ result }, index) => {
    const checks = checksOf(result);
    return checks.length === 0 ? [] : [{ title: titleOf(index), checks }];
  });
  return tables.flatMap(({ title, checks }): readonly Block[] => {
    // Of several tables each says which step it belongs to.
    const name = tables.length === 1 ? 'Check' : title;
    const misses = checks.filter(({ ok }) => !ok).toSorted((a, b) => Number(a.advisory) - Number(b.advisory));
    const holding = checks.filter(({ ok }) => ok);
    if (misses.length === 0 || holding.length <= MOST_BESIDE) return [tableOf(name, [...misses, ...holding])];
    const count = holding.length === 1 ? '1 check holds' : `${holding.length} checks hold`;
    const fold = tables.length === 1 ? count : `${count}: ${title}`;
    return [tableOf(name, misses), { ...tableOf(name, holding), fold }];
  });
}

/** How many checks of a step do not hold, so that it failed; 0 for a step that compares nothing. */
export function missesOf({ result }: Pick<StepRun, 'result'>): number {
  return checksOf(result).filter(({ ok, advisory }) => !ok && !advisory).length;
}

function tableOf(name: string, checks: readonly Check[]): Block {
  return {
    type: 'table',
    head: ['', name, 'Value', 'Expected'],
    rows: checks.map((check) => [
      check.ok ? '✓' : check.advisory ? '!' : '✗',
      check.label,
      check.value,
      check.expected,
    ]),
  };
}

interface Check {
  readonly label: string;
  readonly ok: boolean;
  readonly advisory: boolean;
  readonly value: string;
  readonly expected: string;
}

function checksOf(result: Json): readonly Check[] {
  if (result === null || typeof result !== 'object' || !('checks' in result)) return [];
  const { checks } = result;
  if (!Array.isArray(checks)) return [];
  return checks.map((check: { readonly [key: string]: Json }) => ({
    label: String(check.label ?? ''),
    ok: check.ok === true,
    advisory: check.advisory === true,
    value: inWords(check.found ?? null),
    expected: String(check.expected ?? ''),
  }));
}

const IN_UTC = /T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/** Read as comparisons read it: a day that does not exist stands here as it was found, and not as the one after it. */
function inWords(value: Json): string {
  if (value === null) return 'nothing';
  const moment = typeof value === 'string' && IN_UTC.test(value) ? readInstant(value) : undefined;
  return moment === undefined ? valueInWords(value) : exactTime(moment);
}
