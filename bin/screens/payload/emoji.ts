import { html } from 'hono/html';
import type { Markup } from './markup.ts';

/** Both platforms draw emoji as pictures of their own; machines without a font of them show the same signs here. */
const DRAWN: ReadonlyMap<string, readonly [sign: string, colour: string]> = new Map([
  ['⬜', ['□', '#b5bac1']],
  ['🔄', ['↻', '#5865f2']],
  ['✅', ['✔', '#3ba55d']],
  ['❌', ['✖', '#ed4245']],
  ['❓', ['?', '#ed4245']],
  ['➖', ['–', '#80848e']],
  ['⏳', ['⧗', '#c27c0e']],
  ['⚠️', ['⚠', '#c27c0e']],
  ['🛑', ['⬣', '#ed4245']],
]);
const ANY = new RegExp(`(${[...DRAWN.keys()].join('|')})`, 'u');

/** A text with the emoji that renderers of ours write drawn. */
export function withEmoji(text: string): Markup {
  const parts = text.split(ANY).map((part) => {
    const found = DRAWN.get(part);
    return found === undefined
      ? part
      : html`<span class="emoji" style="color: ${found[1]}">${found[0]}</span>`;
  });
  return html`${parts}`;
}
