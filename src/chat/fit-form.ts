import { OpsError } from '../errors.ts';
import type { FormField } from './card.ts';

/**
 * The fields that a platform has room for, in their order: those with an error and the required ones first.
 * @throws OpsError when not even those fit.
 */
export function fitFields(fields: readonly FormField[], limit: number): readonly FormField[] {
  if (fields.length <= limit) return fields;
  const needed = fields.filter((field) => field.required || field.error !== undefined);
  if (needed.length > limit) {
    throw new OpsError({
      code: 'form.too-long',
      what: 'This form does not fit here.',
      why: `It needs ${needed.length} answers, and a form on this platform takes ${limit}.`,
      next: 'Give some of them as options of the command, or use the console.',
    });
  }
  const kept = new Set(needed);
  for (const field of fields) if (kept.size < limit) kept.add(field);
  return fields.filter((field) => kept.has(field));
}
