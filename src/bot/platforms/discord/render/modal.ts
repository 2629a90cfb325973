import {
  type APIComponentInLabel,
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  type APISelectMenuOption,
  ComponentType,
  TextInputStyle,
} from 'discord.js';
import type { Form, FormField } from '../../../../chat/card.ts';
import { labelsWithin } from '../../../../chat/fit.ts';
import { oneLine, visible } from '../../../../chat/safe-text.ts';
import { cut } from '../../../../values/cut.ts';
import { truthText, YES_NO } from '../../../../values/truth.ts';
import { escapeText } from '../escape.ts';
import { LIMITS } from '../options.ts';

const LABEL = 45;
const DESCRIPTION = 100;
const OPTIONS = 25;
const LONGEST_OPTION = 100;

/** A form as a modal. Its submit button is Discord's own. */
export function renderModal(form: Form): APIModalInteractionResponseCallbackData {
  const fields = form.fields.slice(0, LIMITS.fieldsPerForm);
  const intro = form.intro ? visible(form.intro) : '';
  // Five parts at most: without a part to spare, the first field says what the form is about.
  const room = fields.length < LIMITS.fieldsPerForm;
  const labels = fields.map((field, index) => renderField(field, !room && index === 0 ? intro : ''));
  return {
    custom_id: form.nonce,
    title: cut(oneLine(form.title), LABEL) || '…',
    components: [
      ...(room && intro !== ''
        ? [{ type: ComponentType.TextDisplay as const, content: introText(intro) }]
        : []),
      ...labels,
    ],
  };
}

/** What a person typed or chose, by the names of the fields. What was left empty is not in it. */
export type Submitted = Iterable<readonly [name: string, value: string | readonly string[] | null]>;

export function readSubmitted(submitted: Submitted): { readonly [name: string]: string } {
  const values: { [name: string]: string } = {};
  for (const [name, value] of submitted) {
    const text = typeof value === 'string' ? value : value?.[0];
    if (text !== undefined && text !== '') values[name] = text;
  }
  return values;
}

function renderField(field: FormField, intro: string): APILabelComponent {
  const label = oneLine(field.label) || field.name;
  // A label that is cut is said in full below, where there is more room.
  const about = [label.length > LABEL ? label : '', intro, typedChoice(field), oneLine(field.hint ?? '')]
    .filter(Boolean)
    .join(' – ');
  const description = field.error === undefined ? about : `⚠ ${oneLine(field.error)}`;
  return {
    type: ComponentType.Label,
    label: cut(label, LABEL),
    ...(description === '' ? {} : { description: cut(description, DESCRIPTION) }),
    component: inputOf(field),
  };
}

/** A choice with more ways than a list takes is typed: a wrong word comes back with the nearest ones. */
function typedChoice(field: FormField): string {
  const { type, choices = [] } = field;
  if (type !== 'choice' || optionsOf(field).length > 0) return '';
  return `One of ${choices.length}: ${choices.map(({ value }) => value).join(', ')}`;
}

function inputOf(field: FormField): APIComponentInLabel {
  const options = optionsOf(field);
  if (options.length > 0) {
    return { type: ComponentType.StringSelect, custom_id: field.name, options, required: field.required };
  }
  const maxLength = Math.min(Math.max(1, field.maxLength ?? LIMITS.typedText), LIMITS.typedText);
  return {
    type: ComponentType.TextInput,
    custom_id: field.name,
    style: field.type === 'longtext' ? TextInputStyle.Paragraph : TextInputStyle.Short,
    required: field.required,
    max_length: maxLength,
    // Never cut: handed in again it would be another value.
    ...(field.value && field.value.length <= maxLength ? { value: field.value } : {}),
  };
}

/** A short list is chosen from; a longer one than Discord takes is typed. */
function optionsOf({ type, choices = [], value = '' }: FormField): APISelectMenuOption[] {
  const chosen = type === 'boolean' ? truthText(value) : value;
  const all = type === 'boolean' ? YES_NO : type === 'choice' ? choices : [];
  const values = new Set(all.map((choice) => choice.value));
  const usable = values.size === all.length && [...values].every((one) => one !== '' && one.length <= 100);
  if (!usable || all.length > OPTIONS) return [];
  const labels = labelsWithin(
    all.map(({ label }) => oneLine(label)),
    LONGEST_OPTION,
  );
  return all.map((choice, index) => ({
    value: choice.value,
    label: labels[index] || '…',
    ...(choice.value === chosen ? { default: true } : {}),
  }));
}

function introText(intro: string): string {
  return escapeText(cut(intro, LIMITS.typedText / 2));
}
