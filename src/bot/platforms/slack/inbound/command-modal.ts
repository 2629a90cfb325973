import type { Command, Option } from '../../../../commands/command.ts';
import { readTypedOptions } from '../../../../commands/typed-options.ts';
import { cut } from '../../../../values/cut.ts';
import { LIMITS } from '../options.ts';
import type { Modal, ModalField } from '../render/modal.ts';
import { type Memo, writeMemo } from './memo.ts';

/** The options of a command as a modal. `rest` is what was typed behind the command: it fills the fields, and waits. */
export function commandModal(command: Command, rest: string, memo: Omit<Memo, 'for'>): Modal {
  const typed =
    rest === '' ? '' : `\n\nYou typed “${cut(rest, 200)}”. See that it stands in the right fields.`;
  const values = readTypedOptions(command.options, rest);
  return {
    title: `/${command.path.join(' ')}`,
    intro: `${command.summary}${typed}`,
    fields: shownOf(command.options, values).map((option) => optionField(option, values[option.name])),
    submit: 'Go',
    metadata: writeMemo({ ...memo, for: { type: 'command', path: [...command.path] } }),
  };
}

/** What has no room is asked for by the form of the action, which has pages; what was typed or must be given has it first. */
function shownOf(options: readonly Option[], typed: { readonly [name: string]: string }): readonly Option[] {
  if (options.length <= LIMITS.fieldsPerForm) return options;
  const isFirst = ({ name, required }: Option): boolean => required || typed[name] !== undefined;
  return options.toSorted((a, b) => Number(isFirst(b)) - Number(isFirst(a))).slice(0, LIMITS.fieldsPerForm);
}

function optionField(option: Option, value: string | undefined): ModalField {
  return {
    name: option.name,
    label: option.name,
    type: option.type,
    required: option.required,
    hint: option.description,
    searched: option.complete !== undefined,
    ...(value === undefined ? {} : { value }),
    ...(option.choices === undefined ? {} : { choices: option.choices }),
    ...(option.maxLength === undefined ? {} : { maxLength: option.maxLength }),
  };
}
