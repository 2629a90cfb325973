import type { types } from '@slack/bolt';
import type { FormField } from '../../../../chat/card.ts';
import { newId } from '../../../../ids.ts';
import { truthText, YES_NO } from '../../../../values/truth.ts';
import { LIMITS } from '../options.ts';
import { fitsOption, menuOf, renderOption, renderOptions } from './controls.ts';
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

/** The action id of every input, or its beginning; the block id says which field it is. */
const INPUT = 'value';
/** The value of a ticked box. */
export const TICKED = 'true';

const TITLE = 24;
const INTRO = 3_000;
const LABEL = 2_000;
const HINT = 2_000;
const PLACEHOLDER = 150;

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
    ...(field.hint === undefined || isBox(field) ? {} : { hint: plain(field.hint, HINT) }),
  };
  if (field.error === undefined) return [input];
  return [input, { type: 'context', elements: [plain(`⚠️ ${field.error}`, HINT)] }];
}

function elementOf(field: ModalField): types.InputBlock['element'] {
  switch (field.type) {
    case 'text':
      return field.searched === true ? search(field) : typed(field, false);
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
      return isBox(field) ? box(field) : choice({ ...field, choices: YES_NO, value: truth(field) });
    case 'choice':
      return choice(field);
  }
}

function typed(field: ModalField, multiline: boolean): types.PlainTextInput {
  const { value = '' } = field;
  const limit = Math.max(1, Math.min(field.maxLength ?? LIMITS.typedText, LIMITS.typedText));
  return {
    type: 'plain_text_input',
    action_id: field.once ? anewInput() : INPUT,
    multiline,
    max_length: limit,
    // Never cut: handed in again it would be another value.
    ...(value === '' || value.length > limit ? {} : { initial_value: value }),
  };
}

/**
 * A modal that is updated keeps what was typed into inputs of the same block and action id, whatever their initial value:
 * https://github.com/slackapi/bolt-js/issues/290
 */
function anewInput(): string {
  return `${INPUT}/${newId('once')}`;
}

function search({ value = '' }: ModalField): types.ExternalSelect {
  return {
    type: 'external_select',
    action_id: INPUT,
    min_query_length: 0,
    placeholder: plainLine('Type to search', PLACEHOLDER),
    ...(fitsOption(value) ? { initial_option: renderOption({ value, label: value }) } : {}),
  };
}

/** A box is ticked or not; what may be left unsaid has to be chosen. */
function isBox({ type, required }: ModalField): boolean {
  return type === 'boolean' && required;
}

function truth({ value = '' }: ModalField): string {
  return truthText(value) ?? '';
}

function box(field: ModalField): types.Checkboxes {
  const option = renderOption({ value: TICKED, label: field.hint ?? 'Yes' });
  return {
    type: 'checkboxes',
    action_id: INPUT,
    options: [option],
    ...(truth(field) === TICKED ? { initial_options: [option] } : {}),
  };
}

function choice(field: ModalField): types.StaticSelect {
  const options = renderOptions(field.choices ?? []);
  const initial = options.find(({ value }) => value === field.value);
  return {
    type: 'static_select',
    action_id: INPUT,
    placeholder: plainLine('Choose', PLACEHOLDER),
    ...menuOf(options),
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
}

function isNumber(text: string | undefined): text is string {
  return text !== undefined && /^-?\d+(\.\d+)?$/.test(text);
}
