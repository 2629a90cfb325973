import type { types } from '@slack/bolt';
import type { FormField } from '../../../chat/card.ts';
import { cut } from '../../../chat/fit.ts';
import { fitsOption, renderOption } from './controls.ts';
import { plain, plainLine } from './text.ts';

/** A form, or the options of a command, as Slack can ask for them. */
export interface Modal {
  readonly title: string;
  readonly intro?: string;
  readonly fields: readonly ModalField[];
  readonly submit: string;
  /** Comes back with what was filled in; at most 3,000 characters. */
  readonly metadata: string;
}

export interface ModalField extends FormField {
  /** Its choices are searched for on our side, while the person types. */
  readonly searched?: boolean;
}

/** The action id of every input; the block id says which field it is. */
export const INPUT = 'value';
/** The value of a ticked box. */
export const TICKED = 'true';

const TITLE = 24;
const INTRO = 3_000;
const LABEL = 2_000;
const HINT = 2_000;
const PLACEHOLDER = 150;
const TYPED = 3_000;
const CHOICES = 100;

export function renderModal(modal: Modal): types.ModalView {
  const whole = modal.title.length > TITLE ? [modal.title] : [];
  const intro = [...whole, ...(modal.intro === undefined ? [] : [modal.intro])].join('\n\n');
  return {
    type: 'modal',
    callback_id: 'keyturn',
    title: plainLine(modal.title, TITLE),
    submit: plainLine(modal.submit, TITLE),
    close: plainLine('Cancel', TITLE),
    private_metadata: modal.metadata,
    blocks: [
      ...(intro === '' ? [] : [{ type: 'section', text: plain(intro, INTRO) } as const]),
      ...modal.fields.flatMap(renderField),
    ],
  };
}

function renderField(field: ModalField): readonly types.KnownBlock[] {
  const input: types.InputBlock = {
    type: 'input',
    block_id: field.name,
    label: plainLine(field.label, LABEL),
    element: elementOf(field),
    // A box that has to be ticked could not say no.
    optional: !field.required || field.type === 'boolean',
    ...(field.hint === undefined || field.type === 'boolean' ? {} : { hint: plain(field.hint, HINT) }),
  };
  if (field.error === undefined) return [input];
  return [input, { type: 'context', elements: [plain(`⚠️ ${field.error}`, HINT)] }];
}

function elementOf(field: ModalField): types.InputBlock['element'] {
  switch (field.type) {
    case 'text':
      return field.searched === true ? search() : typed(field, false);
    case 'longtext':
      return typed(field, true);
    case 'number':
      return {
        type: 'number_input',
        action_id: INPUT,
        is_decimal_allowed: true,
        ...(isNumber(field.value) ? { initial_value: field.value } : {}),
      };
    case 'boolean':
      return box(field);
    case 'choice':
      return choice(field);
  }
}

function typed(field: ModalField, multiline: boolean): types.PlainTextInput {
  const limit = Math.max(1, Math.min(field.maxLength ?? TYPED, TYPED));
  return {
    type: 'plain_text_input',
    action_id: INPUT,
    multiline,
    max_length: limit,
    ...(field.value === undefined || field.value === '' ? {} : { initial_value: cut(field.value, limit) }),
  };
}

function search(): types.ExternalSelect {
  return {
    type: 'external_select',
    action_id: INPUT,
    min_query_length: 0,
    placeholder: plainLine('Type to search', PLACEHOLDER),
  };
}

function box(field: ModalField): types.Checkboxes {
  const option = renderOption({ value: TICKED, label: field.hint ?? 'Yes' });
  return {
    type: 'checkboxes',
    action_id: INPUT,
    options: [option],
    ...(field.value === 'true' ? { initial_options: [option] } : {}),
  };
}

function choice(field: ModalField): types.StaticSelect {
  const options = (field.choices ?? [])
    .filter(({ value }) => fitsOption(value))
    .slice(0, CHOICES)
    .map(renderOption);
  const initial = options.find(({ value }) => value === field.value);
  return {
    type: 'static_select',
    action_id: INPUT,
    placeholder: plainLine('Choose', PLACEHOLDER),
    options,
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
}

function isNumber(text: string | undefined): text is string {
  return text !== undefined && /^-?\d+(\.\d+)?$/.test(text);
}
