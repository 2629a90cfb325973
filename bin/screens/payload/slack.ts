import type { types } from '@slack/bolt';
import { html } from 'hono/html';
import type { Rendered } from '../../../src/bot/platforms/slack/render/message.ts';
import { withEmoji } from './emoji.ts';
import type { Markup, Reading } from './markup.ts';
import { clockTime } from './moments.ts';
import { richText } from './slack-text.ts';
import { known, unknown } from './unknown.ts';

/** A message as Slack shows it. @throws for a block of which it is not known here how that looks */
export function slackMessage({ blocks }: Rendered, reading: Reading): Markup {
  return html`<article class="message">
    <span class="avatar">K</span>
    <div>
      <header><b>Keyturn</b> <span class="app">APP</span> <time>${clockTime(reading.now)}</time></header>
      ${blocks.map((block) => drawBlock(block, reading))}
    </div>
  </article>`;
}

function drawBlock(block: types.KnownBlock, reading: Reading): Markup {
  switch (block.type) {
    case 'header':
      return html`<h2>${withEmoji(plain(block.text))}</h2>`;
    case 'rich_text':
      return richText(block, reading);
    case 'actions':
      return html`<div class="row">${block.elements.map(drawControl)}</div>`;
    case 'context':
      return html`<footer>${block.elements.map(plain)}</footer>`;
    default:
      return unknown('the block', block);
  }
}

const STYLES = new Map<unknown, string>([
  [undefined, 'default'],
  ['primary', 'primary'],
  ['danger', 'danger'],
]);

function drawControl(element: types.ActionsBlock['elements'][number]): Markup {
  switch (element.type) {
    case 'button':
      return html`<span class="button ${known(STYLES, 'the style of a button', element.style)}">${plain(element.text)}</span>`;
    case 'static_select':
      return html`<span class="select">${plain(element.placeholder)}</span>`;
    default:
      return unknown('the control', element);
  }
}

function plain(text: types.ContextBlock['elements'][number] | undefined): string {
  if (text?.type !== 'plain_text') return unknown('the text', text);
  return text.text;
}
