import type { Plan } from '../runbook/plan/plan.ts';
import { jsonText } from '../values/json.ts';
import type { ActionView } from './services.ts';

/** Parameters of a plan as they were typed. What was left out then is left out again, whatever its default is. */
export function paramsAsTyped(
  { params }: Pick<Plan, 'params'>,
  action: ActionView | undefined,
): { readonly [name: string]: string } {
  const optional = action?.params.filter(({ required }) => !required) ?? [];
  const given = Object.entries(params).map(
    ([name, value]) => [name, typeof value === 'string' ? value : jsonText(value)] as const,
  );
  return Object.fromEntries([...optional.map(({ name }) => [name, ''] as const), ...given]);
}
