import { isPart, listOf, type Part } from './check/texts.ts';
import type { OpenView, View } from './state.ts';

/** What is chosen or typed, as Slack sends it: the whole option for selects. */
export type Filled = { readonly [field: string]: string | { readonly value: string; readonly text: object } };

/** The state of a modal that a person filled in. @throws Error when Slack's client would not let it be sent. */
export function stateOf(view: View, filled: Filled) {
  const inputs = view.blocks.filter((block) => block.type === 'input');
  const unknown = Object.keys(filled).filter((field) => !inputs.some((block) => block.block_id === field));
  if (unknown.length > 0) throw new Error(`the modal has no field ${unknown.join(', ')}`);
  return {
    values: Object.fromEntries(
      inputs.map((block) => {
        const element = block.element as Part;
        const value = valueOfInput(element, filled[String(block.block_id)]);
        if (value === undefined && block.optional !== true)
          throw new Error(`${String(block.block_id)} is required`);
        return [String(block.block_id), { [String(element.action_id)]: { type: element.type, ...value } }];
      }),
    ),
  };
}

/** What stands typed in a modal, by field. Slack's client shows it instead of an input's initial value. */
export function shownIn({ view, typed }: OpenView): Filled {
  return Object.fromEntries(
    inputsOf(view).flatMap(({ key, field }) => (typed[key] === undefined ? [] : [[field, typed[key]]])),
  );
}

/** The same, by the names under which an update keeps it. */
export function typedInto(view: View, filled: Filled): Filled {
  return Object.fromEntries(
    inputsOf(view).flatMap(({ key, field }) => (filled[field] === undefined ? [] : [[key, filled[field]]])),
  );
}

function inputsOf(view: View): readonly { readonly key: string; readonly field: string }[] {
  return view.blocks
    .filter((block) => block.type === 'input')
    .map(({ block_id, element }) => {
      const field = String(block_id);
      return { field, key: `${field}/${String((element as Part).action_id)}` };
    });
}

function valueOfInput(element: Part, filled: Filled[string] | undefined): Part | undefined {
  switch (element.type) {
    case 'checkboxes': {
      const chosen =
        filled === undefined
          ? listOf(element.initial_options)
          : filled === 'true'
            ? listOf(element.options)
            : [];
      return { selected_options: chosen };
    }
    case 'static_select': {
      const option = listOf(element.options).find(({ value }) => value === filled) ?? element.initial_option;
      return isPart(option) ? { selected_option: option } : undefined;
    }
    case 'external_select':
      if (filled === undefined) return undefined;
      return {
        selected_option:
          typeof filled === 'string' ? { text: { type: 'plain_text', text: filled }, value: filled } : filled,
      };
    default: {
      const value = filled ?? element.initial_value;
      if (typeof value !== 'string' || value === '') return undefined;
      if (value.length > Number(element.max_length ?? 3_000)) throw new Error('more than the field takes');
      if (element.type === 'number_input' && !Number.isFinite(Number(value))) throw new Error('not a number');
      return { value };
    }
  }
}
