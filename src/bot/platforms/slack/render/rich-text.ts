import type { types } from '@slack/bolt';
import { visible } from '../../../../chat/safe-text.ts';
import { trimEnd } from '../../../../values/trim-end.ts';

type Style = 'plain' | 'bold' | 'code';

interface Inline {
  readonly text: string;
  readonly style: Style;
}

/** Puts a rich text together. Its texts are elements, not markup: nothing in them can become anything else. */
export interface RichText {
  /** Text in the running paragraph. */
  add(text: string, style?: Style): void;
  /** Text on lines of its own. */
  line(text: string, style?: Style): void;
  /** Preformatted, exactly as it is. */
  code(text: string): void;
  /** An empty line before what comes. */
  gap(): void;
  /** Undefined when there is nothing in it. */
  build(): types.RichTextBlock | undefined;
}

export function richText(): RichText {
  const elements: types.RichTextBlockElement[] = [];
  let running: Inline[] = [];

  function add(text: string, style: Style = 'plain'): void {
    const shown = visible(text);
    if (shown === '') return;
    const last = running.at(-1);
    if (last !== undefined && last.style === style) {
      running[running.length - 1] = { ...last, text: last.text + shown };
    } else {
      running.push({ text: shown, style });
    }
  }

  function flush(): void {
    const inlines = trimmed(running);
    running = [];
    if (inlines.length === 0) return;
    elements.push({ type: 'rich_text_section', elements: inlines.map(textElement) });
  }

  return {
    add,
    line(text, style) {
      add(text, style);
      add('\n');
    },
    code(text) {
      flush();
      const shown = visible(text);
      elements.push({ type: 'rich_text_preformatted', elements: [{ type: 'text', text: shown || ' ' }] });
    },
    gap() {
      if (running.length > 0) add('\n');
    },
    build() {
      flush();
      return elements.length === 0 ? undefined : { type: 'rich_text', elements };
    },
  };
}

function textElement({ text, style }: Inline): types.RichTextText {
  return { type: 'text', text, ...(style === 'plain' ? {} : { style: { [style]: true } }) };
}

/** Without the line breaks at its end: whatever follows begins a line anyway. */
function trimmed(inlines: readonly Inline[]): readonly Inline[] {
  const kept = [...inlines];
  for (let last = kept.pop(); last !== undefined; last = kept.pop()) {
    const text = trimEnd(last.text, (character) => character === '\n');
    if (text !== '') return [...kept, { ...last, text }];
  }
  return [];
}
