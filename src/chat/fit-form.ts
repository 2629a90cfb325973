import { OpsError } from '../errors.ts';
import type { Form, FormField } from './card.ts';
import { cut } from './fit.ts';

type Unsigned = Omit<Form, 'nonce'>;

/** Names of fields that are left out take no more room than this. */
const NAMES = 300;

/**
 * A form with the fields that a platform has room for, in their order: those that need an answer first, then other
 * required ones. What is left out is named at the head of the form, with how else it can be given.
 * @param limit fields and texts together
 * @throws OpsError when not even those fit that need an answer.
 */
export function fitForm(form: Unsigned, limit: number): Unsigned {
  const { fields, intro, otherwise } = form;
  if (fields.length <= limit) return form;
  const needed = fields.filter(isOpen);
  if (needed.length > limit) throw tooLong(needed.length, limit, otherwise);
  const kept = new Set<FormField>(needed);
  // One place is for the text that names the others, unless those that are needed take all.
  const rest = [...fields.filter(({ required }) => required), ...fields];
  for (const field of rest) if (kept.size < limit - 1) kept.add(field);
  const left = fields.filter((field) => !kept.has(field)).map(({ label }) => label);
  const note = `No room here for: ${cut(left.join(', '), NAMES)}. ${sentence(otherwise ?? NOWHERE_ELSE)}`;
  return {
    ...form,
    fields: fields.filter((field) => kept.has(field)),
    intro: intro === undefined ? note : `${note}\n${intro}`,
  };
}

/** Nothing can go on without it. A required field that has its answer already can do without a place. */
function isOpen({ required, value = '', error }: FormField): boolean {
  return error !== undefined || (required && value === '');
}

const NOWHERE_ELSE = 'they stay as they are';

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

function tooLong(needed: number, limit: number, otherwise = 'use the console'): OpsError {
  return new OpsError({
    code: 'form.too-long',
    what: 'This form does not fit here.',
    why: `It needs ${needed} answers, and a form on this platform takes ${limit}.`,
    next: sentence(otherwise),
  });
}
