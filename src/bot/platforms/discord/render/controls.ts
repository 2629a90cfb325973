import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIComponentInMessageActionRow,
  type APIStringSelectComponent,
  ButtonStyle,
  ComponentType,
} from 'discord.js';
import type { Control } from '../../../../chat/card.ts';
import { labelsWithin } from '../../../../chat/fit.ts';
import { oneLine, safeUrl } from '../../../../chat/safe-text.ts';
import { cut } from '../../../../values/cut.ts';
import { customIdOf } from './custom-id.ts';

const ROWS = 5;
const BUTTONS_A_ROW = 5;
const OPTIONS = 25;
const LONGEST_URL = 512;
const LONGEST_ID = 100;
const LONGEST_OPTION = 100;

export interface RenderedControls {
  readonly rows: readonly APIActionRowComponent<APIComponentInMessageActionRow>[];
  /** What had no room, or is nothing that Discord takes, by its label. */
  readonly missing: readonly string[];
}

const STYLES = {
  primary: ButtonStyle.Success,
  default: ButtonStyle.Secondary,
  danger: ButtonStyle.Danger,
} as const;

/** Buttons and links five a row, then each choice in a row of its own. */
export function renderControls(controls: readonly Control[]): RenderedControls {
  const missing: string[] = [];
  const known = new Set<string>();
  const buttons: APIButtonComponent[] = [];
  const selects: APIStringSelectComponent[] = [];
  for (const control of controls) {
    const id = control.type === 'link' ? `link ${control.url}` : control.nonce;
    if (known.has(id)) continue;
    known.add(id);
    const rendered = renderControl(control);
    if (rendered.length === 0) missing.push(oneLine(control.label));
    else if (control.type === 'select') missing.push(...unusable(control.options));
    for (const one of rendered) {
      if (one.type === ComponentType.Button) buttons.push(one);
      else selects.push(one);
    }
  }
  const rows: APIComponentInMessageActionRow[][] = [];
  for (let i = 0; i < buttons.length; i += BUTTONS_A_ROW) rows.push(buttons.slice(i, i + BUTTONS_A_ROW));
  rows.push(...selects.map((select) => [select]));
  for (const row of rows.slice(ROWS)) for (const control of row) missing.push(labelOf(control));
  return {
    rows: rows.slice(0, ROWS).map((components) => ({ type: ComponentType.ActionRow, components })),
    missing,
  };
}

function renderControl(control: Control): readonly (APIButtonComponent | APIStringSelectComponent)[] {
  const label = cut(oneLine(control.label), 80) || '…';
  switch (control.type) {
    case 'link': {
      const given = safeUrl(control.url);
      // Written the one way that Discord takes: no space around it, nothing in it unescaped.
      const url = given === undefined ? '' : new URL(given).href;
      if (url === '' || url.length > LONGEST_URL) return [];
      return [{ type: ComponentType.Button, style: ButtonStyle.Link, url, label }];
    }
    case 'button':
      if (customIdOf(control).length > LONGEST_ID) return [];
      return [
        {
          type: ComponentType.Button,
          style: STYLES[control.style],
          custom_id: customIdOf(control),
          label,
        },
      ];
    case 'select': {
      const options = usable(control.options);
      const labels = labelsWithin(
        options.map((option) => oneLine(option.label)),
        LONGEST_OPTION,
      );
      const menus = Array.from({ length: Math.ceil(options.length / OPTIONS) }, (_, part) => part);
      if (customIdOf(control, menus.length).length > LONGEST_ID) return [];
      return menus.map((part) => {
        const own = options.slice(part * OPTIONS, (part + 1) * OPTIONS);
        const shown = labels.slice(part * OPTIONS, (part + 1) * OPTIONS);
        return {
          type: ComponentType.StringSelect,
          custom_id: customIdOf(control, part),
          placeholder: menus.length === 1 ? label : cut(`${label} (${rangeOf(own)})`, 80),
          options: own.map(({ value }, index) => ({ value, label: shown[index] || '…' })),
        };
      });
    }
  }
}

/** From which option to which one a menu leads, where a choice takes several. */
function rangeOf(options: readonly { readonly label: string }[]): string {
  const [first, last] = [options[0]?.label ?? '', options.at(-1)?.label ?? ''];
  return `${cut(oneLine(first), 20)} – ${cut(oneLine(last), 20)}`;
}

/** Values that Discord takes, each once. */
function usable<T extends { readonly value: string }>(options: readonly T[]): readonly T[] {
  const byValue = new Map(options.map((option) => [option.value, option]));
  return [...byValue.values()].filter(({ value }) => isUsable(value));
}

/** What could not come back when somebody chose it, by its label. */
function unusable(options: readonly { readonly value: string; readonly label: string }[]): readonly string[] {
  return options.filter(({ value }) => !isUsable(value)).map(({ label }) => oneLine(label));
}

function isUsable(value: string): boolean {
  return value !== '' && value.length <= LONGEST_OPTION;
}

function labelOf(control: APIComponentInMessageActionRow): string {
  if ('label' in control && control.label !== undefined) return control.label;
  return 'placeholder' in control ? (control.placeholder ?? '') : '';
}
