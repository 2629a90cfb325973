import { isBlank } from '../../../../values/characters.ts';
import { TICKED } from '../render/modal.ts';
import type { ViewState, ViewSubmission } from './payloads.ts';

/** What was filled in, by field. A box says `true` or `false`; what was left empty is absent. */
export function valuesOf(state: ViewState | undefined): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [field, inputs] of Object.entries(state?.values ?? {})) {
    // Each block has one input, whatever its action id.
    const value = typedIn(Object.values(inputs)[0]);
    if (value !== undefined && value !== '') values[field] = value;
  }
  return values;
}

/** What is wrong with answers that Slack let through: blanks where something is needed. By field. */
export function blankAnswers({ state, blocks }: ViewSubmission['view']): Record<string, string> | undefined {
  const needed = new Set(
    blocks.filter((one) => one.type === 'input' && !one.optional).map((one) => one.block_id),
  );
  const blank = Object.entries(valuesOf(state)).filter(
    ([field, value]) => needed.has(field) && isBlank(value),
  );
  if (blank.length === 0) return undefined;
  return Object.fromEntries(blank.map(([field]) => [field, 'Blanks alone are no answer.']));
}

function typedIn(input: ViewState['values'][string][string] | undefined): string | undefined {
  if (input === undefined) return undefined;
  if (input.type === 'checkboxes') {
    return String((input.selected_options ?? []).some(({ value }) => value === TICKED));
  }
  return input.selected_option?.value ?? input.value ?? undefined;
}
