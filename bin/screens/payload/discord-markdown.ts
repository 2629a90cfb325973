import { html, raw } from 'hono/html';
import { withEmoji } from './emoji.ts';
import type { Markup, Reading } from './markup.ts';
import { fromNow, longMoment } from './moments.ts';
import { unknown } from './unknown.ts';

type Draw = (match: readonly string[], reading: Reading) => Markup | string;

/** What our renderer writes of Discord's Markdown, in the order in which Discord looks for it. */
const RULES: readonly (readonly [rule: RegExp, draw: Draw])[] = [
  [/^```\n([\s\S]*?)\n```\n?/, ([, code = '']) => html`<pre>${code}</pre>`],
  [/^`([^`\n]+)`/, ([, code = '']) => html`<code>${code}</code>`],
  [/^\\([^0-9A-Za-z\s])/, ([, character = '']) => character],
  [/^\*\*((?:\\[^\n]|[^\\*])+)\*\*/, ([, text = ''], reading) => html`<b>${drawn(text, reading)}</b>`],
  [/^\*((?:\\[^\n]|[^\\*])+)\*/, ([, text = ''], reading) => html`<i>${drawn(text, reading)}</i>`],
  [/^<t:(\d+):f>/, ([, at = '']) => html`<span class="time">${longMoment(Number(at))}</span>`],
  [/^<t:(\d+):R>/, ([, at = ''], { now }) => html`<span class="time">${fromNow(Number(at), now)}</span>`],
  [/^<@(\d+)>/, ([, id = ''], { names }) => html`<span class="mention">@${names.of(id)}</span>`],
  [/^https?:\/\/[^\s<]+[^<.,:;"'\])\s]/, ([url = '']) => html`<a>${url}</a>`],
  [/^(?:<[@#:/t]|\*|__|~~|\|\||`)[^\n]{0,20}/, ([markup]) => unknown('the markup', markup)],
  [/^\n/, () => raw('<br>')],
  [/^(?:[0-9A-Za-z ]+|[\s\S]\ufe0f?)/u, ([plain = '']) => withEmoji(plain)],
];

/** A text as Discord's clients show it. @throws for markup that is not known here */
export function drawn(source: string, reading: Reading): Markup {
  const parts: (Markup | string)[] = [];
  for (let rest = source; rest !== ''; ) {
    for (const [rule, draw] of RULES) {
      const match = rule.exec(rest);
      if (match === null) continue;
      parts.push(draw([...match], reading));
      rest = rest.slice(match[0].length);
      break;
    }
  }
  return html`${parts}`;
}
