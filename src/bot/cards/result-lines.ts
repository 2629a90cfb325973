import type { Json } from '../../canonical.ts';
import type { Block } from '../../chat/card.ts';

/** Checks of an assert step, as a table; nothing for other results: their output is shown. */
export function resultLines(result: Json): readonly Block[] {
  const checks = checksOf(result);
  if (checks.length === 0) return [];
  return [
    {
      type: 'table',
      head: ['', 'Check', 'Value', 'Expected'],
      rows: checks.map((check) => [
        check.ok ? '✓' : check.advisory ? '!' : '✗',
        check.label,
        check.value,
        check.expected,
      ]),
    },
  ];
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
  return checks.map((check: { readonly [key: string]: unknown }) => ({
    label: String(check.label ?? ''),
    ok: check.ok === true,
    advisory: check.advisory === true,
    value: inWords(check.found),
    expected: inWords(check.expected),
  }));
}

function inWords(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
