import type { types } from '@slack/bolt';
import { html } from 'hono/html';
import type { Markup, Reading } from './markup.ts';
import { prettyMoment } from './moments.ts';
import { onlyKeys, unknown } from './unknown.ts';

type Inline = types.RichTextElement;

/** A rich text as Slack shows it, its line breaks kept. @throws for an element that is not known here */
export function richText({ elements }: types.RichTextBlock, reading: Reading): Markup {
  return html`<div class="rich">${elements.map((element) => drawBlock(element, reading))}</div>`;
}

function drawBlock(element: types.RichTextBlockElement, reading: Reading): Markup {
  switch (element.type) {
    case 'rich_text_section':
      return html`<p>${element.elements.map((one) => drawInline(one, reading))}</p>`;
    case 'rich_text_preformatted':
      return html`<pre>${element.elements.map((one) => drawInline(one, reading))}</pre>`;
    default:
      return unknown('the rich text', element);
  }
}

function drawInline(element: Inline, { names, now }: Reading): Markup {
  switch (element.type) {
    case 'text':
      return styled(element.text, element.style);
    case 'date':
      return styled(prettyMoment(element.timestamp, now), element.style);
    case 'user':
      return html`<span class="mention">@${names.of(element.user_id)}</span>`;
    default:
      return unknown('the text', element);
  }
}

function styled(text: string, style: { readonly bold?: boolean; readonly code?: boolean } = {}): Markup {
  onlyKeys('the style of a text', style, ['bold', 'code']);
  if (style.code === true) return html`<code>${text}</code>`;
  return style.bold === true ? html`<b>${text}</b>` : html`${text}`;
}
