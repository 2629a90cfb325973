import type { types } from '@slack/bolt';
import type { Control } from '../../../../chat/card.ts';
import { labelsWithin } from '../../../../chat/fit.ts';
import { oneLine, safeUrl } from '../../../../chat/safe-text.ts';
import { plainLine } from './text.ts';

const ELEMENTS = 25;
const BUTTON_TEXT = 75;
const PLACEHOLDER = 150;
const OPTIONS = 100;
const GROUPS = 100;
export const OPTION_TEXT = 75;
export const OPTION_VALUE = 150;
const URL_LENGTH = 3_000;

/** Buttons and selects, in blocks of as many as Slack takes. What cannot be shown at all is left out. */
export function renderControls(controls: readonly Control[]): readonly types.ActionsBlock[] {
  const elements = controls.flatMap(renderControl);
  const blocks: types.ActionsBlock[] = [];
  for (let at = 0; at < elements.length; at += ELEMENTS) {
    blocks.push({ type: 'actions', elements: elements.slice(at, at + ELEMENTS) });
  }
  return blocks;
}

const ACTION = /^nonce:(.+)$/s;

/** The nonce of the control with this action id; undefined for links, which do nothing here. */
export function nonceOf(actionId: string): string | undefined {
  return ACTION.exec(actionId)?.[1];
}

function renderControl(control: Control, index: number): readonly (types.Button | types.StaticSelect)[] {
  switch (control.type) {
    case 'button':
      return [
        {
          type: 'button',
          text: plainLine(control.label, BUTTON_TEXT),
          action_id: `nonce:${control.nonce}`,
          ...(control.style === 'default' ? {} : { style: control.style }),
        },
      ];
    case 'link': {
      const url = safeUrl(control.url);
      if (url === undefined || url.length > URL_LENGTH) return [];
      return [
        { type: 'button', text: plainLine(control.label, BUTTON_TEXT), action_id: `link:${index}`, url },
      ];
    }
    case 'select': {
      const options = renderOptions(control.options);
      if (options.length === 0) return [];
      const placeholder = plainLine(control.label, PLACEHOLDER);
      const action_id = `nonce:${control.nonce}`;
      return [{ type: 'static_select', action_id, placeholder, ...menuOf(options) }];
    }
  }
}

/** All options, in groups where there are more than Slack takes in one list. */
export function menuOf(
  options: types.PlainTextOption[],
): Pick<types.StaticSelect, 'options'> | Pick<types.StaticSelect, 'option_groups'> {
  if (options.length <= OPTIONS) return { options };
  const groups = Array.from({ length: Math.min(GROUPS, Math.ceil(options.length / OPTIONS)) }, (_, group) => {
    const own = options.slice(group * OPTIONS, (group + 1) * OPTIONS);
    const label = plainLine(`${group * OPTIONS + 1} to ${group * OPTIONS + own.length}`, OPTION_TEXT);
    return { label, options: own };
  });
  return { option_groups: groups };
}

/** Ways to choose from, told apart also where they are cut. */
export function renderOptions(
  choices: readonly { readonly value: string; readonly label: string }[],
): types.PlainTextOption[] {
  const usable = choices.filter(({ value }) => fitsOption(value));
  const labels = labelsWithin(
    usable.map(({ label }) => oneLine(label)),
    OPTION_TEXT,
  );
  return usable.map(({ value }, index) => renderOption({ value, label: labels[index] ?? '' }));
}

export function renderOption({ value, label }: { value: string; label: string }): types.PlainTextOption {
  return { text: plainLine(label, OPTION_TEXT), value };
}

/** A longer value could not come back. */
export function fitsOption(value: string): boolean {
  return value.length > 0 && value.length <= OPTION_VALUE;
}
