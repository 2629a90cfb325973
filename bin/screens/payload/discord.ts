import { type APIEmbed, ButtonStyle, ComponentType } from 'discord.js';
import { html } from 'hono/html';
import type { MessageBody } from '../../../src/bot/platforms/discord/render/message.ts';
import { drawn } from './discord-markdown.ts';
import type { Markup, Reading } from './markup.ts';
import { clockTime } from './moments.ts';
import { known, onlyKeys, unknown } from './unknown.ts';

type Row = NonNullable<MessageBody['components']>[number];

/** A message as Discord shows it. @throws for a part of which it is not known here how that looks */
export function discordMessage(body: MessageBody, reading: Reading): Markup {
  onlyKeys('a message', body, ['content', 'embeds', 'components', 'allowed_mentions']);
  const { content = '', embeds = [], components = [] } = body;
  return html`<article class="message">
    <span class="avatar">K</span>
    <div>
      <header><b>Keyturn</b> <span class="app">APP</span> <time>Today at ${clockTime(reading.now)}</time></header>
      ${content === '' ? '' : html`<p class="content">${drawn(content, reading)}</p>`}
      ${embeds.map((embed) => drawEmbed(embed, reading))}
      ${components.map(drawRow)}
    </div>
  </article>`;
}

function drawEmbed(embed: APIEmbed, reading: Reading): Markup {
  onlyKeys('an embed', embed, ['color', 'title', 'description', 'footer']);
  const { color = 0, title, description, footer } = embed;
  return html`<section class="embed" style="--bar: #${color.toString(16).padStart(6, '0')}">
    ${title === undefined ? '' : html`<h2>${drawn(title, reading)}</h2>`}
    ${description === undefined ? '' : html`<div class="description">${drawn(description, reading)}</div>`}
    ${footer === undefined ? '' : html`<footer>${footer.text}</footer>`}
  </section>`;
}

function drawRow(row: Row): Markup {
  if (row.type !== ComponentType.ActionRow) return unknown('the component', row);
  return html`<div class="row">${row.components.map(drawControl)}</div>`;
}

const STYLES = new Map<unknown, string>([
  [ButtonStyle.Success, 'success'],
  [ButtonStyle.Secondary, 'secondary'],
  [ButtonStyle.Danger, 'danger'],
  [ButtonStyle.Link, 'secondary link'],
]);

function drawControl(control: Extract<Row, { components: readonly object[] }>['components'][number]): Markup {
  switch (control.type) {
    case ComponentType.Button: {
      const style = known(STYLES, 'the style of a button', control.style);
      return html`<span class="button ${style}">${'label' in control ? control.label : ''}</span>`;
    }
    case ComponentType.StringSelect:
      return html`<span class="select">${control.placeholder}</span>`;
    default:
      return unknown('the control', control);
  }
}
