import type { Block } from '../chat/card.ts';
import { type CardDraft, draftButton, openingForm } from '../chat/draft.ts';
import { anyOf } from '../values/saying.ts';
import type { Worked } from './last-worked.ts';
import type { ActionView, ParamView } from './services.ts';

/**
 * What an action does, what must hold and who must agree before it runs, what it takes, and the way to it.
 * @param worked when it last worked, and what of it runs now
 * @param instead the channels where it can be asked for; none where it can be asked for here
 */
export function actionCard(action: ActionView, worked: Worked, instead: readonly string[]): CardDraft {
  const { ref, title, description, risk, conditions, params, source, shortcut, runbook } = action;
  const label = risk === 'read' || risk === 'low' ? 'Run it…' : 'Ask for it…';
  return {
    title,
    tone: 'neutral',
    status: RISKS[risk],
    blocks: [
      ...(description === '' ? [] : [{ type: 'text', text: description } as const]),
      ...(conditions.length === 0 ? [] : [listOf(conditions)]),
      ...(params.length === 0 ? [] : [paramTable(params)]),
      { type: 'text', text: worked.lines.join('\n') },
      {
        type: 'code',
        label: 'Written as',
        text: shortcut === undefined ? `/ops run action:${ref}` : `/${runbook} ${shortcut}`,
      },
      ...(instead.length === 0
        ? []
        : [{ type: 'text', text: `Commands are not taken here: give it in ${anyOf(instead)}.` } as const]),
    ],
    controls: [
      ...(instead.length > 0
        ? []
        : [openingForm(draftButton(label, 'action.start', { action: ref }, 'primary'))]),
      ...worked.ways,
    ],
    footer: [ref, ...(source === '' ? [] : [`source ${source}`])].join(' · '),
  };
}

const RISKS: Readonly<Record<ActionView['risk'], string>> = {
  read: 'It only looks, and answers at once.',
  low: 'It runs at once.',
  high: 'Risky: what must hold before it runs stands below.',
  critical: 'Critical: what must hold before it runs stands below.',
};

function listOf(conditions: readonly string[]): Block {
  return { type: 'list', items: conditions.map((text) => ({ mark: 'bullet', text })) };
}

function paramTable(params: readonly ParamView[]): Block {
  return {
    type: 'table',
    head: ['Parameter', '', ''],
    rows: params.map(({ name, required, description, default: value }) => [
      name,
      value === undefined ? (required ? 'required' : 'optional') : `default ${value}`,
      description,
    ]),
  };
}
