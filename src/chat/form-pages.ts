import type { Json } from '../canonical.ts';
import type { Form, FormField } from './card.ts';
import type { Intent } from './draft.ts';

type Values = { readonly [name: string]: string };

/** A form that is being filled in, with what was filled in on its pages so far. */
export interface Asking {
  readonly form: Omit<Form, 'nonce'>;
  /** Who gets all the answers in the end. */
  readonly intent: Intent;
  /** Answers of earlier pages. */
  readonly before?: Values;
  /** How many pages were handed in. */
  readonly turned?: number;
}

/** The kind of the intent behind every page of a form that takes several. */
export const FORM_PAGE = 'form.page';

/** What is stored with a page: everything that the next one needs. */
export interface PageState {
  readonly intent: Intent;
  /** Title, introduction and name of the last button. */
  readonly frame: { readonly title: string; readonly intro?: string; readonly submit: string };
  /** Names on this page: one that comes back without an answer was left empty. */
  readonly asked: readonly string[];
  /** Those of them whose value was too long to be shown: left empty, it stays. Absent in pages of older versions. */
  readonly keeps?: readonly string[];
  readonly left: readonly FormField[];
  readonly values: Values;
  readonly turned: number;
}

/** What one form of a platform holds. */
export interface FormLimits {
  readonly fields: number;
  /** Characters of a typed field. */
  readonly typed: number;
}

/**
 * The part of a form that a platform has room for, and what stands behind it: its own intent when all of it fits, or a
 * page. A form that comes back with mistakes asks only for what is wrong or missing; the other answers stay. A value that a
 * field cannot hold whole is not shown cut: the field is empty, and left so it keeps what is stored.
 */
export function pageOf(
  { form, intent, before = {}, turned = 0 }: Asking,
  { fields: limit, typed }: FormLimits,
): { readonly form: Omit<Form, 'nonce'>; readonly intent: Intent } {
  const long = form.fields.filter((field) => isTooLong(field, typed));
  if (form.fields.length <= limit && turned === 0 && long.length === 0) return { form, intent };
  const wrong = form.fields.some(({ error }) => error !== undefined);
  const fields = wrong ? form.fields.filter(needsAnswer) : form.fields;
  const kept = form.fields.filter((field) => !fields.includes(field)).map(answerOf);
  const page = fields.slice(0, limit);
  const left = fields.slice(limit);
  const pages = turned + Math.ceil(fields.length / limit);
  const { title, intro, submit } = form;
  const frame = { title, submit, ...(intro === undefined ? {} : { intro }) };
  const where = pages === 1 ? [] : [`Page ${turned + 1} of ${pages}.`];
  const about = intro === undefined || turned > 0 ? [] : [intro];
  const keeps = page.filter((field) => long.includes(field) && field.error === undefined);
  const state: PageState = {
    intent,
    frame,
    asked: page.map(({ name }) => name),
    keeps: keeps.map(({ name }) => name),
    left,
    values: { ...Object.fromEntries([...kept, ...keeps.map(answerOf)]), ...before },
    turned: turned + 1,
  };
  return {
    form: {
      title,
      ...(where.length + about.length === 0 ? {} : { intro: [...where, ...about].join('\n') }),
      fields: page.map((field) => (long.includes(field) ? emptied(field) : field)),
      submit: left.length > 0 ? 'Next page' : submit,
    },
    intent: { kind: FORM_PAGE, data: { state: state as unknown as Json } },
  };
}

/**
 * What comes after a page was handed in.
 * @returns the rest of the form, or all the answers for whoever asked.
 */
export function afterPage(
  { intent, frame, asked, keeps = [], left, values, turned }: PageState,
  answers: Values,
): { readonly next: Asking } | { readonly intent: Intent; readonly values: Values } {
  const others = Object.entries(values).filter(([name]) => !asked.includes(name) || keeps.includes(name));
  const all = { ...Object.fromEntries(others), ...answers };
  if (left.length === 0) return { intent, values: all };
  return { next: { form: { ...frame, fields: left }, intent, before: all, turned } };
}

function needsAnswer({ required, value = '', error }: FormField): boolean {
  return error !== undefined || (required && value === '');
}

function answerOf({ name, value = '' }: FormField): readonly [string, string] {
  return [name, value];
}

function isTooLong(
  { type, value = '', maxLength = Number.POSITIVE_INFINITY }: FormField,
  typed: number,
): boolean {
  return (type === 'text' || type === 'longtext') && value.length > Math.min(maxLength, typed);
}

/** Says first what happens when it is left empty: hints are cut where a platform has little room. */
function emptied({ value = '', hint, ...field }: FormField): FormField {
  const long = `${value.length} characters, too long to be shown here`;
  const what =
    field.error === undefined ? `${long}: left empty, it stays.` : `It had ${long}. Write it anew.`;
  return {
    ...field,
    required: field.required && field.error !== undefined,
    hint: hint === undefined ? what : `${what} ${hint}`,
  };
}
